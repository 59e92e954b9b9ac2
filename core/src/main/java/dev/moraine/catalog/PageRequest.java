package dev.moraine.catalog;

import dev.moraine.error.InvalidRequest;
import java.util.Optional;

/**
 * Which page of a listing: at most {@code maxResults} items behind the name {@code after}.
 *
 * @param after exclusive; empty for the first page
 */
public record PageRequest(int maxResults, Optional<String> after) {
  public static final int DEFAULT_RESULTS = 100;
  public static final int MAX_RESULTS = 1000;

  public PageRequest {
    if (maxResults < 1 || maxResults > MAX_RESULTS) {
      throw new InvalidRequest("maxResults is a number from 1 to " + MAX_RESULTS);
    }
  }

  public static PageRequest first() {
    return new PageRequest(DEFAULT_RESULTS, Optional.empty());
  }
}
