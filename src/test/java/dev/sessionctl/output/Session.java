package dev.sessionctl.output;

import java.util.List;

/** A row for the printer tests. */
record Session(String key, String title, Long lastActivity, Long messages, Long bytes, List<String> flags,
    Boolean main) {
  static final long NOW = 1_795_142_028_498L;

  static final List<Column<Session>> COLUMNS = List.of(
      Column.<Session>text("key", "KEY", Session::key).asIdentity().asFlexible(),
      Column.<Session>age("lastActivity", "AGE", Session::lastActivity),
      Column.<Session>integer("messages", "MESSAGES", Session::messages),
      Column.<Session>bytes("bytes", "SIZE", Session::bytes),
      Column.<Session>text("main", "MAIN", Session::main).withWideOnly(true),
      Column.<Session>text("flags", "FLAGS", Session::flags)
          .withPaint(s -> s.flags() == null || s.flags().isEmpty() ? null : Style.RED),
      Column.<Session>text("title", "TITLE", Session::title));

  static final List<Session> SAMPLE = List.of(
      new Session("agent:main:main", "Plans, \"big\" ones", NOW - 180_000, 12L, 12_897_485L, List.of(), true),
      new Session("agent:日本:😀", "=HYPERLINK(1)", NOW + 7_200_000, null, 0L, List.of("locked", "pinned"),
          false),
      new Session("evil\n\t\u001b[31m\\", null, null, 100_000L, 1024L, null, null));
}
