package dev.sessionctl.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  private static final long DAY = 86_400_000L;

  @ParameterizedTest
  @CsvSource({"0s,0", "90s,90", "15m,900", "24h,86400", "7d,604800", "2w,1209600", "1d12h,129600",
    "1w1d1h1m1s,694861", "007d,604800"})
  void readsDurations(String text, long seconds) {
    assertThat(Units.parseDuration(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "5", "0", "-1d", "+1d", "1.5h", "1h1d", "1d1d", "d", "1d ", " 1d", "1d 2h",
    "7D", "1ms", "1y", "1d12", "١d", "P1D", "1\u001b[31md"})
  void refusesOtherDurationsWithOneSafeLine(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Units.parseDuration(text))
        .withMessageContaining("90s, 15m, 24h, 7d, 2w or 1d12h")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999s", "9223372036854775807s", "9223372036854775807w",
    "15250284453w", "9223372036854775s1s", "9223372036854776s"})
  void refusesDurationsThatOverflow(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Units.parseDuration(text));
  }

  @Test
  void everyAcceptedDurationFitsMilliseconds() {
    assertThat(Units.parseDuration("9223372036854775s").toMillis()).isEqualTo(9_223_372_036_854_775_000L);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "4096,4096", "17B,17", "512K,524288", "1KiB,1024", "10M,10485760", "1MiB,1048576",
    "2G,2147483648", "1GiB,1073741824", "1T,1099511627776", "1kB,1000", "1KB,1000", "3MB,3000000",
    "2GB,2000000000", "1TB,1000000000000", "1.5G,1610612736", "0.1K,102", "1.999kB,1999",
    "9223372036854775807,9223372036854775807", "7E,8070450532247928832"})
  void readsSizes(String text, long bytes) {
    assertThat(Units.parseBytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "K", "-1", "+1K", "1.5", "1.5B", ".5K", "1.K", "1.2.3K", "1k", "1m", "10 M",
    "1Kib", "1kiB", "1Mb", "1e3", "0x10", "1Z", "\u0661K", "1\u2028"})
  void refusesOtherSizes(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Units.parseBytes(text))
        .withMessageContaining("is no size").withMessageNotContaining("\u2028");
  }

  @Test
  void refusesSizesThatOverflow() {
    for (String text : new String[] {"8E", "9223372036854775808", "9999999P", "9".repeat(5000) + "K"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Units.parseBytes(text))
          .withMessageContaining("too large");
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0 B", "999,999 B", "1023,1023 B", "1024,1.0 KiB", "1536,1.5 KiB", "12897485,12.3 MiB",
    "1048575,1.0 MiB", "1048524,1023.9 KiB", "1073741823,1.0 GiB", "9223372036854775807,8.0 EiB",
    "-1536,-1.5 KiB", "-9223372036854775808,-8.0 EiB", "1152921504606846976,1.0 EiB"})
  void showsSizes(long bytes, String text) {
    assertThat(Units.formatBytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,now", "999,now", "-999,now", "1000,1s", "45999,45s", "60000,1m", "180000,3m", "3600000,1h",
    "18000000,5h", "86400000,1d", "1036800000,12d", "1209600000,2w", "4838400000,8w", "63071999999,104w",
    "63072000000,2y", "-180000,in 3m", "9223372036854775807,292471208y",
    "-9223372036854775808,in 292471208y"})
  void showsAges(long millis, String text) {
    assertThat(Units.formatAge(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "250,250ms", "1250,1s",
    "90000,1m30s", "129600000,1d12h", "7776000000,90d", "-1500,-1s"})
  void showsDurations(long millis, String text) {
    assertThat(Units.formatDuration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void showsExtremeDurations() {
    assertThat(Units.formatDuration(Duration.ofSeconds(Long.MIN_VALUE))).startsWith("-106751991167300d");
    assertThat(Units.formatDuration(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))).endsWith("s");
  }

  @ParameterizedTest
  @CsvSource({"1795142028498,2026-11-20T02:33:48.498Z", "0,1970-01-01T00:00:00.000Z",
    "-1,1969-12-31T23:59:59.999Z",
    "951782400007,2000-02-29T00:00:00.007Z", "253402300799999,9999-12-31T23:59:59.999Z",
    "253402300800000,+10000-01-01T00:00:00.000Z", "-62167219200000,0000-01-01T00:00:00.000Z",
    "-62167219200001,-0001-12-31T23:59:59.999Z", "9223372036854775807,+292278994-08-17T07:12:55.807Z",
    "-9223372036854775808,-292275055-05-16T16:47:04.192Z"})
  void writesInstants(long millis, String text) {
    assertThat(Units.formatInstant(millis)).isEqualTo(text);
  }

  @Test
  void agreesWithJavaTimeOnEveryDayFor800YearsAndAtRandom() {
    for (long day = -150_000; day < 150_000; day++) {
      long millis = day * DAY + Math.floorMod(day * 7_919_777L, DAY);
      assertThat(Instant.parse(Units.formatInstant(millis)).toEpochMilli() == millis).isTrue();
    }
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      long millis = random.nextLong();
      assertThat(Instant.parse(Units.formatInstant(millis)).toEpochMilli()).isEqualTo(millis);
    }
  }

  @Test
  void writesLocalTimesWithTheOffsetInForce() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertThat(Units.formatLocal(1_795_142_028_498L, berlin)).isEqualTo("2026-11-20 03:33:48 +01:00");
    assertThat(Units.formatLocal(1_784_000_000_000L, berlin)).isEqualTo("2026-07-14 05:33:20 +02:00");
    assertThat(Units.formatLocal(0, ZoneId.of("America/St_Johns"))).isEqualTo("1969-12-31 20:30:00 -03:30");
    assertThat(Units.formatLocal(0, ZoneOffset.UTC)).isEqualTo("1970-01-01 00:00:00 +00:00");
    assertThat(Units.formatLocal(-5_000_000_000_000L, berlin)).endsWith(" +00:53:28");
    assertThat(Units.formatLocal(Long.MAX_VALUE, berlin)).startsWith("+292278994-08-17 ");
    assertThat(Units.formatLocal(Long.MIN_VALUE, berlin)).startsWith("-292275055-05-16 ");
  }
}
