package dev.sessionctl.storage.praisonai;

import dev.sessionctl.storage.CheckRequest;
import dev.sessionctl.storage.CheckSummary;
import dev.sessionctl.storage.Environment;
import dev.sessionctl.storage.FindingSink;
import dev.sessionctl.storage.StoreRef;
import dev.sessionctl.storage.check.CheckBudget;
import dev.sessionctl.storage.check.Findings;
import dev.sessionctl.storage.check.InterruptedRunCheck;
import java.io.IOException;

/**
 * Checks a store while others may write it, and changes nothing, takes no lock, and creates no lock file as a read by
 * the product would. What looks damaged was read again; what disappears meanwhile is no finding.
 */
record Check(StoreRef ref, Place place, Environment environment, FindingSink sink) {

  /** Looks at everything the request asks for. */
  CheckSummary run(CheckRequest request) throws IOException {
    Findings findings = new Findings(ref, sink);
    Listing listing = Listing.of(place.directory());
    Spills spills = Spills.in(place.spillDirectories(environment));
    if (environment.fileSystems().isRemote(place.directory())) {
      findings.add(Flaw.FILE_SYSTEM, place.directory(), place.directory() + " is on a "
          + environment.fileSystems().type(place.directory()) + " file system");
    }
    new NameCheck(place, listing, environment, findings).run();
    InterruptedRunCheck.run(place.area(), run -> run.store() == null || run.store().equals(ref.path()),
        Flaw.INTERRUPTED, findings);
    boolean complete = true;
    long checked = listing.sessions.size() + listing.runs.size();
    if (request.level() >= 2) {
      CheckBudget budget = new CheckBudget(request, environment);
      ContentCheck contents = new ContentCheck(place, environment, findings, budget);
      contents.run(listing);
      new SpillCheck(place, listing, spills, environment, findings).run(contents.catalog());
      checked = contents.checked();
      complete = contents.complete() && !budget.leftOut();
      if (request.level() >= 3) {
        new LinkCheck(place, findings).run(contents.catalog(), contents.complete() && !budget.leftOut());
        new ModeCheck(place, listing, findings).run(contents.catalog());
      }
    }
    return new CheckSummary(checked, complete);
  }
}
