package dev.sessionctl.storage;

import java.util.List;
import java.util.Map;

/**
 * Everything known of one session.
 *
 * @param session the row that {@code list} would show
 * @param fields decoded fields by group, in the order in which to show them; values are String, Long, Double,
 *     Boolean, Instant, List or Map of such; groups without a field are left out
 * @param artifacts the files that belong to the session
 * @param locks locks on its files
 * @param owners processes that may write it now
 * @param transcript statistics by name, in order; empty where there is no transcript
 * @param messages the last messages, oldest first; only when asked for
 * @param raw the stored entry, only when asked for
 */
public record SessionDetail(
    Session session,
    Map<String, Map<String, Object>> fields,
    List<Artifact> artifacts,
    List<LockView> locks,
    List<Owner> owners,
    Map<String, Object> transcript,
    List<Message> messages,
    byte[] raw) {}
