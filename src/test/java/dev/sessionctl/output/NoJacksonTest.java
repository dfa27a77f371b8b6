package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

/** Start-up time: the JSON library is loaded by the JSON printers only. */
class NoJacksonTest {
  @Test
  void textFormatsWorkWithoutJackson() throws Exception {
    URL[] path = {RowPrinters.class.getProtectionDomain().getCodeSource().getLocation(),
      NoJacksonProbe.class.getProtectionDomain().getCodeSource().getLocation()};
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("com.fasterxml.jackson.core.JsonGenerator"))
          .isInstanceOf(ClassNotFoundException.class);
      Runnable probe = (Runnable) loader.loadClass(NoJacksonProbe.class.getName())
          .getDeclaredConstructor().newInstance();
      assertThatCode(probe::run).doesNotThrowAnyException();
    }
  }
}
