package dev.sessionctl.storage.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionctl.storage.SessionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionKeysTest {

  @ParameterizedTest
  @CsvSource({
      "agent:main:main, MAIN",
      "main, MAIN",
      "global, MAIN",
      "AGENT:Main:MAIN, MAIN",
      "agent::main::main, MAIN",
      "agent:main:global, OTHER",
      "unknown, OTHER",
      "agent:main, OTHER",
      "agent:main:direct:123, DIRECT",
      "agent:main:telegram:direct:123, DIRECT",
      "agent:main:telegram:dm:123, DIRECT",
      "agent:main:telegram:work:direct:123, DIRECT",
      "+491701234567, DIRECT",
      "agent:main:telegram:group:-100, GROUP",
      "group:abc, GROUP",
      "1234-5678@g.us, GROUP",
      "whatsapp:1234@g.us, GROUP",
      "agent:main:slack:channel:c1, CHANNEL",
      "agent:main:slack:channel:c1:thread:17.5, THREAD",
      "agent:main:telegram:group:-100:topic:3, THREAD",
      "agent:main:main:thread:5, THREAD",
      "agent:main:telegram:group:-100:topic:, GROUP",
      "agent:main:cron:nightly, CRON",
      "agent:main:cron:nightly:run:3f2a, CRON",
      "agent:main:cron, OTHER",
      "agent:main:subagent:1-2-3, SUBAGENT",
      "agent:main:subagent:1:subagent:2, SUBAGENT",
      "subagent:1, SUBAGENT",
      "agent:main:hook:gmail:1, HOOK",
      "agent:main:acp:x, ACP",
      "agent:main:acp-bridge:x, ACP",
      "agent:main:node:x, OTHER",
      "agent:main:openai:1-2, OTHER",
      "agent:main:openresponses:1-2, OTHER",
      "agent:main:explicit:model-run-1, OTHER",
      "agent:main:dashboard:1-2, OTHER",
      "agent:main:tui-1-2, OTHER",
      "agent:main:main:heartbeat, OTHER",
      "agent:main:dreaming-narrative-x, OTHER",
      "temp:slug-generator, OTHER",
      "'', OTHER",
      ":, OTHER",
      "agent:::, OTHER"})
  void tellsWhatAKeyIsFor(String key, SessionKind kind) {
    assertThat(SessionKeys.kind(key, null, null)).isEqualTo(kind);
  }

  @Test
  void theEntryDecidesWhereTheKeyIsSilent() {
    assertThat(SessionKeys.kind("agent:main:whatsapp:x", "direct", null)).isEqualTo(SessionKind.DIRECT);
    assertThat(SessionKeys.kind("agent:main:whatsapp:x", "GROUP", null)).isEqualTo(SessionKind.GROUP);
    assertThat(SessionKeys.kind("agent:main:whatsapp:x", "channel", null)).isEqualTo(SessionKind.CHANNEL);
    assertThat(SessionKeys.kind("agent:main:whatsapp:x", "thread", null)).isEqualTo(SessionKind.THREAD);
    assertThat(SessionKeys.kind("agent:main:cron:x", "direct", null)).isEqualTo(SessionKind.CRON);
  }

  @Test
  void theMainKeyIsConfigurable() {
    assertThat(SessionKeys.kind("agent:main:home", null, "Home")).isEqualTo(SessionKind.MAIN);
    assertThat(SessionKeys.kind("agent:main:home", null, null)).isEqualTo(SessionKind.OTHER);
    assertThat(SessionKeys.kind("agent:main:main", null, "home")).isEqualTo(SessionKind.MAIN);
  }

  @ParameterizedTest
  @CsvSource(nullValues = "null", value = {
      "agent:Work:main, work",
      "agent:a b:main, a-b",
      "agent::ops:x, ops",
      "main, null",
      "global, null",
      "agent:main, null",
      "agent:main:, null",
      "agents:main:main, null"})
  void findsTheAgent(String key, String agent) {
    assertThat(SessionKeys.agent(key)).isEqualTo(agent);
  }

  @ParameterizedTest
  @CsvSource({
      "Main, main", "'', main", "' Ops ', ops", "a.b..c, a-b-c", "--x--, x", "'!!!', main", "_x, _x", "ÄB, b",
      "INSIDE, inside", "a_B-9, a_b-9"})
  void normalisesAgents(String text, String agent) {
    assertThat(AgentIds.normalize(text)).isEqualTo(agent);
  }

  @Test
  void cutsLongAgents() {
    assertThat(AgentIds.normalize("a".repeat(64))).hasSize(64);
    assertThat(AgentIds.normalize("-" + "A".repeat(80))).isEqualTo("a".repeat(64));
    assertThat(AgentIds.normalize(null)).isEqualTo("main");
  }

  @Test
  void canonicalIsWhatJavaScriptMakesOfItWhateverTheLocale() {
    assertThat(SessionKeys.canonical("\ufeff\u00a0AGENT:MAIN:TITLE\u2003\n")).isEqualTo("agent:main:title");
    assertThat(SessionKeys.canonical("agent:main:ΟΔΟΣ")).isEqualTo("agent:main:οδος");
    String same = "agent:main:a b";
    assertThat(SessionKeys.canonical(same)).isSameAs(same);
    assertThat(SessionKeys.canonical("\u0000x")).isEqualTo("\u0000x");
  }

  @Test
  void findsThreads() {
    String key = "agent:main:telegram:group:-100:topic:3";
    assertThat(SessionKeys.threadParent(key)).isEqualTo("agent:main:telegram:group:-100");
    assertThat(SessionKeys.threadId(key)).isEqualTo("3");
    assertThat(SessionKeys.threadParent("a:thread:1:topic:2")).isEqualTo("a:thread:1");
    assertThat(SessionKeys.threadParent("a:TOPIC:2:Thread:X")).isEqualTo("a:topic:2");
    assertThat(SessionKeys.threadParent("agent:main:main")).isNull();
    assertThat(SessionKeys.threadId("agent:main:main:thread:")).isNull();
  }

  @Test
  void knowsWhichReleasesTakeASessionId() {
    assertThat(SessionIdShape.of("31df0000-0000-4000-8000-000000000001")).isEqualTo(SessionIdShape.EVERY_RELEASE);
    assertThat(SessionIdShape.of("a".repeat(128))).isEqualTo(SessionIdShape.EVERY_RELEASE);
    assertThat(SessionIdShape.of("a".repeat(129))).isEqualTo(SessionIdShape.SINCE_5_28);
    assertThat(SessionIdShape.of("a:b@c")).isEqualTo(SessionIdShape.SINCE_5_28);
    assertThat(SessionIdShape.of("sitzung-ä")).isEqualTo(SessionIdShape.SINCE_9);
    for (String id : new String[] {
        null, "", ".", "..", "../x", "a/b", "a\\b", "a\0", "a\n", "-a", ":a", "a b", "a".repeat(256), "a\ud800"}) {
      assertThat(SessionIdShape.of(id)).as(String.valueOf(id)).isEqualTo(SessionIdShape.UNSAFE);
    }
  }

  @Test
  void encodesAsJavaScript() {
    assertThat(JsText.encodeUriComponent("a b/ä😀-_.!~*'()")).isEqualTo("a%20b%2F%C3%A4%F0%9F%98%80-_.!~*'()");
    assertThat(JsText.encodeUriComponent("\ud800")).isNull();
    assertThat(JsText.decodeUriComponent("a%20b%2F%C3%A4%F0%9F%98%80")).isEqualTo("a b/ä😀");
    assertThat(JsText.decodeUriComponent("%C3")).isNull();
    assertThat(JsText.decodeUriComponent("%4")).isNull();
    assertThat(JsText.decodeUriComponent("%zz")).isNull();
  }
}
