package dev.sessionctl.storage.claudemem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers {@code /api/health} as a worker does (13.15). */
final class FakeWorker implements AutoCloseable {

  private final ServerSocket server;
  private final Thread thread;

  FakeWorker(String version, long pid) throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"status\":\"ok\",\"version\":\""
        + version + "\",\"ai\":{\"pid\":1,\"version\":\"0\"},\"pid\":" + pid + "}").getBytes(StandardCharsets.UTF_8);
    thread = new Thread(() -> answer(answer));
    thread.start();
  }

  private void answer(byte[] answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        byte[] request = new byte[4096];
        if (socket.getInputStream().read(request) > 0
            && new String(request, StandardCharsets.US_ASCII).startsWith("GET /api/health HTTP/1.")) {
          socket.getOutputStream().write(answer);
        }
      } catch (IOException e) {
        // Closed by the test.
        continue;
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    server.close();
    thread.join();
  }
}
