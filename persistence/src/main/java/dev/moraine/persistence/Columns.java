package dev.moraine.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moraine.catalog.NamePattern;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Provenance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/** Columns that several tables have alike. */
final class Columns {
  private static final ObjectMapper JSON = new ObjectMapper();
  // Above every character, so that a prefix becomes the range from itself to itself and this.
  private static final String HIGHEST = Character.toString(Character.MAX_CODE_POINT);

  private Columns() {}

  static Provenance provenance(ResultSet row) throws SQLException {
    return new Provenance(
        row.getString("owner"),
        Instant.ofEpochMilli(row.getLong("created_at_ms")),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("updated_at_ms")),
        row.getString("updated_by"));
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long time = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
  }

  static <S extends SqlStatement<S>> S bindProvenance(S statement, Provenance provenance) {
    return statement
        .bind("owner", provenance.owner())
        .bind("createdAt", provenance.createdAt().toEpochMilli())
        .bind("createdBy", provenance.createdBy())
        .bind("updatedAt", provenance.updatedAt().toEpochMilli())
        .bind("updatedBy", provenance.updatedBy());
  }

  /**
   * Binds a pattern as the range {@code from} to {@code to}, both inclusive, that an index can use.
   */
  static <S extends SqlStatement<S>> S bindRange(
      S statement, String from, String to, NamePattern pattern) {
    return statement
        .bind(from, pattern.prefix())
        .bind(to, pattern.exact() ? pattern.prefix() : pattern.prefix() + HIGHEST);
  }

  /**
   * Binds which names a page is of: {@code from} to {@code to}, both inclusive, behind {@code
   * after}, and at most {@code limit}.
   *
   * <p>A name of the pattern also takes the place of {@code from}: of two lower bounds SQLite seeks
   * by either, and would else pass over all pages before this one.
   */
  static <S extends SqlStatement<S>> S bindPage(
      S statement, NamePattern pattern, PageRequest page) {
    bindRange(statement, "from", "to", pattern);
    page.after().filter(pattern::matches).ifPresent(after -> statement.bind("from", after));
    return statement.bind("after", page.after().orElse("")).bind("limit", page.maxResults());
  }

  static String highest() {
    return HIGHEST;
  }

  /** The order of the entries is kept. */
  static String writeMap(Map<String, String> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of strings is always JSON", e);
    }
  }

  /** The order of the entries is kept. */
  static Map<String, String> readMap(String json) {
    try {
      return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The database holds a map that is not JSON", e);
    }
  }
}
