package dev.moraine.engines.spark;

import java.util.List;
import java.util.Locale;

/** Writes intervals as Spark's {@code show} does: {@code INTERVAL '1 02:03:04' DAY TO SECOND}. */
final class SparkIntervals {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  private static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  private SparkIntervals() {}

  /**
   * Writes a year-month interval.
   *
   * @param fields the neighbouring ones of YEAR, MONTH that the type spans
   */
  static String yearMonth(int months, List<String> fields) {
    long absolute = Math.abs((long) months);
    String value =
        fields.size() == 2
            ? absolute / 12 + "-" + absolute % 12
            : fields.get(0).equals("YEAR") ? Long.toString(absolute / 12) : Long.toString(absolute);
    return interval(months < 0, value, fields);
  }

  /**
   * Writes a day-time interval.
   *
   * @param fields the neighbouring ones of DAY, HOUR, MINUTE, SECOND that the type spans
   */
  static String dayTime(long micros, List<String> fields) {
    StringBuilder value = new StringBuilder();
    long rest = micros == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(micros);
    for (String field : fields) {
      long unit =
          switch (field) {
            case "DAY" -> MICROS_PER_DAY;
            case "HOUR" -> MICROS_PER_HOUR;
            case "MINUTE" -> MICROS_PER_MINUTE;
            default -> MICROS_PER_SECOND;
          };
      if (!value.isEmpty()) {
        value.append(fields.get(0).equals("DAY") && field.equals("HOUR") ? ' ' : ':');
      }
      value.append(
          field.equals("DAY")
              ? Long.toString(rest / unit)
              : String.format(Locale.ROOT, "%02d", rest / unit));
      rest %= unit;
    }
    if (fields.contains("SECOND") && rest != 0) {
      value.append(String.format(Locale.ROOT, ".%06d", rest).replaceFirst("0+$", ""));
    }
    return interval(micros < 0, value.toString(), fields);
  }

  private static String interval(boolean negative, String value, List<String> fields) {
    String first = fields.get(0);
    String last = fields.get(fields.size() - 1);
    return "INTERVAL '"
        + (negative ? "-" : "")
        + value
        + "' "
        + (fields.size() == 1 ? first : first + " TO " + last);
  }
}
