package dev.moraine.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a listing.
 *
 * @param nextToken the last item's name when the page is full, for {@link PageRequest#after}
 */
public record Page<T>(List<T> items, Optional<String> nextToken) {
  public Page {
    items = List.copyOf(items);
  }

  /** The items that a store found for the request, by name. */
  public static <T> Page<T> of(List<T> items, PageRequest request, Function<T, String> nameOf) {
    boolean full = items.size() == request.maxResults();
    return new Page<>(
        items, full ? Optional.of(nameOf.apply(items.get(items.size() - 1))) : Optional.empty());
  }

  /** The page of a whole listing, which is sorted by name, ascending. */
  public static <T> Page<T> cut(List<T> all, PageRequest request, Function<T, String> nameOf) {
    return of(
        all.stream()
            .filter(
                each ->
                    request
                        .after()
                        .map(after -> nameOf.apply(each).compareTo(after) > 0)
                        .orElse(true))
            .limit(request.maxResults())
            .toList(),
        request,
        nameOf);
  }

  public <U> Page<U> map(Function<? super T, ? extends U> mapping) {
    return new Page<>(items.stream().<U>map(mapping).toList(), nextToken);
  }
}
