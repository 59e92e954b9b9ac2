package dev.moraine.spark.procedure;

import java.time.LocalDateTime;
import java.util.TimeZone;
import org.apache.paimon.utils.DateTimeUtils;

/** Times in arguments, in the time zone of the driver, which Paimon's procedures go by. */
final class LocalTimes {
  private LocalTimes() {}

  static LocalDateTime parse(String text) {
    return DateTimeUtils.parseTimestampData(text, 3, TimeZone.getDefault()).toLocalDateTime();
  }
}
