package dev.sessionctl.storage.openclaw;

import java.util.ArrayList;
import java.util.List;

/** What goes from one transcript, by kind. */
record TrimGains(long rows, long rowBytes, long texts, long textBytes, long images, long imageBytes) {

  long bytes() {
    return rowBytes + textBytes + imageBytes;
  }

  /** For the plan. */
  String text(boolean branches) {
    List<String> parts = new ArrayList<>();
    if (rows > 0) {
      parts.add(rows + (branches ? " rows that the active branch does not need" : " rows that no branch needs"));
    }
    if (texts > 0) {
      parts.add(texts + " texts of old tool results (" + textBytes + " bytes)");
    }
    if (images > 0) {
      parts.add(images + " repeated images (" + imageBytes + " bytes)");
    }
    return String.join(", ", parts);
  }

  void addTo(CompactionTotals totals) {
    totals.addPart("rows", rows, rowBytes);
    totals.addPart("texts of old tool results", texts, textBytes);
    totals.addPart("repeated images", images, imageBytes);
  }
}
