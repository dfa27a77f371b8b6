package dev.sessionctl.storage.system;

import dev.sessionctl.storage.ProcessInfo;
import dev.sessionctl.storage.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process table where there is no {@code /proc}: what the Java platform tells. */
public final class HandleProcessTable implements ProcessTable {

  @Override
  public ProcessInfo self() {
    return info(ProcessHandle.current());
  }

  @Override
  public Optional<ProcessInfo> find(long pid) {
    if (pid <= 0) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(HandleProcessTable::info);
  }

  @Override
  public List<ProcessInfo> all() {
    List<ProcessInfo> processes = new ArrayList<>();
    ProcessHandle.allProcesses().forEach(handle -> processes.add(info(handle)));
    return processes;
  }

  @Override
  public Optional<Map<String, String>> variables(long pid) {
    return Optional.empty();
  }

  @Override
  public boolean inContainer() {
    return false;
  }

  private static ProcessInfo info(ProcessHandle handle) {
    List<String> arguments = new ArrayList<>();
    handle.info().command().ifPresent(arguments::add);
    handle.info().arguments().ifPresent(rest -> arguments.addAll(List.of(rest)));
    return new ProcessInfo(handle.pid(), -1, arguments, -1, "");
  }
}
