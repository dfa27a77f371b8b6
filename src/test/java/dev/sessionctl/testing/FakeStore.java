package dev.sessionctl.testing;

import dev.sessionctl.storage.AdminArea;
import dev.sessionctl.storage.Artifact;
import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Finding;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.InspectRequest;
import dev.sessionctl.storage.LockVerdict;
import dev.sessionctl.storage.LockView;
import dev.sessionctl.storage.Message;
import dev.sessionctl.storage.NoSuchSessionException;
import dev.sessionctl.storage.Owner;
import dev.sessionctl.storage.ScanRequest;
import dev.sessionctl.storage.Session;
import dev.sessionctl.storage.SessionDetail;
import dev.sessionctl.storage.SessionKind;
import dev.sessionctl.storage.SessionState;
import dev.sessionctl.storage.SessionVisitor;
import dev.sessionctl.storage.Severity;
import dev.sessionctl.storage.Store;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.change.ApplyContext;
import dev.sessionctl.storage.change.Change;
import dev.sessionctl.storage.change.ChangeRequest;
import dev.sessionctl.storage.change.RunRecord;
import dev.sessionctl.storage.relocate.StoreTree;
import dev.sessionctl.storage.relocate.Taking;
import dev.sessionctl.storage.relocate.Treatment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A store that answers what a test has put into it. */
public final class FakeStore implements Store {

  public final List<Session> sessions = new ArrayList<>();
  public final List<String> problems = new ArrayList<>();
  public final List<Finding> findings = new ArrayList<>();
  public final List<ChangeRequest> requests = new ArrayList<>();
  public final List<String> recovered = new ArrayList<>();
  public ScanRequest lastScan;
  public CheckRequest lastCheck;
  public StoreException failure;
  public RuntimeException bug;
  public boolean checkComplete = true;
  public Supplier<Change> change = FakeChange::new;
  private final StoreRef ref;

  FakeStore(StoreRef ref) {
    this.ref = ref;
  }

  public FakeStore add(String key, SessionKind kind, long ageMillis, long bytes, String... flags) {
    long activity = ageMillis < 0 ? Session.UNKNOWN : FakeEnvironment.NOW - ageMillis;
    sessions.add(new Session(ref, key, "id-" + key, kind, "main", null, Session.UNKNOWN, activity, Session.UNKNOWN,
        100, bytes, SessionState.IDLE, List.of(flags), null, new Object[] {"calm"}));
    return this;
  }

  public FakeStore addFinding(Severity severity, String id) {
    findings.add(new Finding(id, severity, ref, "k", ref.path(), "message of " + id, "fix of " + id));
    return this;
  }

  private void failIfAsked() throws StoreException {
    if (failure != null) {
      throw failure;
    }
    if (bug != null) {
      throw bug;
    }
  }

  @Override
  public StoreRef ref() {
    return ref;
  }

  @Override
  public StoreTree tree() {
    return new StoreTree() {
      @Override
      public Path root() {
        return ref.path().getParent();
      }

      @Override
      public List<Path> places() {
        return List.of(ref.path());
      }

      @Override
      public Treatment treatment(Path directory, Path file) {
        return Treatment.KEEP;
      }

      @Override
      public Taking taking(Path directory, Path file) {
        return Taking.REPLACED;
      }
    };
  }

  @Override
  public boolean scan(ScanRequest request, SessionVisitor visitor) throws StoreException {
    lastScan = request;
    failIfAsked();
    try {
      for (Session session : sessions) {
        visitor.session(session);
      }
      for (String problem : problems) {
        visitor.problem(ref.path(), problem);
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw sneaky(e);
    }
    return problems.isEmpty();
  }

  /** A failure of the visitor is the caller's own and passes through as it is. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
    throw (T) failure;
  }

  @Override
  public SessionDetail inspect(String key, InspectRequest request) throws StoreException {
    failIfAsked();
    for (Session session : sessions) {
      if (session.key().equals(key)) {
        return detail(session, request);
      }
    }
    throw new NoSuchSessionException("no session " + key);
  }

  private SessionDetail detail(Session session, InspectRequest request) {
    Map<String, Map<String, Object>> fields = new LinkedHashMap<>();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", "m1");
    model.put("levels", List.of(1L, 2L));
    fields.put("model", model);
    List<Message> messages = request.lastMessages() == 0 ? List.of()
        : List.of(new Message(FakeEnvironment.NOW, "user", "hello\u001b[31m\nworld"));
    return new SessionDetail(session, fields,
        List.of(new Artifact(Path.of("/x/t.jsonl"), "transcript", 2048, FakeEnvironment.NOW, false)), locks(),
        owners(), Map.of("entries", 3L), messages,
        request.raw() ? "{\"raw\":1}".getBytes(StandardCharsets.UTF_8) : null);
  }

  @Override
  public CheckSummary check(CheckRequest request, FindingSink sink) throws StoreException {
    lastCheck = request;
    failIfAsked();
    try {
      for (Finding finding : findings) {
        sink.finding(finding);
      }
    } catch (IOException e) {
      throw sneaky(e);
    }
    return new CheckSummary(sessions.size(), checkComplete);
  }

  @Override
  public List<Owner> owners() {
    return List.of(new Owner(7, "Fake gateway", "lock file"));
  }

  @Override
  public List<LockView> locks() {
    return List.of(new LockView(Path.of("/x/lock"), Path.of("/x/t.jsonl"), 7, FakeEnvironment.NOW, LockVerdict.LIVE,
        null));
  }

  @Override
  public Change prepare(ChangeRequest request) throws StoreException {
    requests.add(request);
    failIfAsked();
    return change.get();
  }

  @Override
  public AdminArea area() {
    return AdminArea.besides(ref.path().getParent());
  }

  @Override
  public String recover(RunRecord run, ApplyContext context) throws StoreException {
    recovered.add(run.runId());
    failure = null;
    return "undone";
  }
}
