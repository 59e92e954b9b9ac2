package dev.moraine.audit;

import dev.moraine.access.Action;
import dev.moraine.catalog.Access;
import dev.moraine.catalog.Page;
import dev.moraine.catalog.PageRequest;
import dev.moraine.catalog.Transactions;
import dev.moraine.identity.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Searches what was called, and forgets it when its time is over. */
public final class AuditService {
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final Transactions transactions;
  private final Access access;
  private final AuditLog log;
  private final Duration kept;
  private final Clock clock;

  /**
   * @param kept how long an event is
   */
  public AuditService(
      Transactions transactions, Access access, AuditLog log, Duration kept, Clock clock) {
    this.transactions = transactions;
    this.access = access;
    this.log = log;
    this.kept = kept;
    this.clock = clock;
  }

  /** Newest first. */
  public Page<AuditEvent> search(Principal caller, AuditQuery query) {
    transactions.read(
        tx -> {
          access.require(tx, caller, Action.LOOKUP_EVENTS);
          return caller;
        });
    return Page.of(log.find(query), query.page(), event -> event.requestId().toString());
  }

  /**
   * All that {@link #search} would find, read a page at a time; the first one at once, so that
   * whoever may not is told so before anything else.
   */
  public Iterator<AuditEvent> export(Principal caller, AuditQuery query) {
    return new Events(
        caller,
        new AuditQuery(
            query.values(),
            query.since(),
            query.until(),
            new PageRequest(PageRequest.MAX_RESULTS, query.page().after())));
  }

  private final class Events implements Iterator<AuditEvent> {
    private final Principal caller;
    private final Deque<AuditEvent> read = new ArrayDeque<>();
    private Optional<AuditQuery> rest;

    private Events(Principal caller, AuditQuery query) {
      this.caller = caller;
      this.rest = Optional.of(query);
      readOn();
    }

    private void readOn() {
      AuditQuery query = rest.orElseThrow();
      Page<AuditEvent> page = search(caller, query);
      read.addAll(page.items());
      rest = page.nextToken().map(token -> query.behind(read.getLast()));
    }

    @Override
    public boolean hasNext() {
      if (read.isEmpty() && rest.isPresent()) {
        readOn();
      }
      return !read.isEmpty();
    }

    @Override
    public AuditEvent next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return read.removeFirst();
    }
  }

  /** Deletes what has been kept for long enough, a little at a time; to be called now and then. */
  public void sweep() {
    int forgotten;
    do {
      forgotten = log.forget(clock.instant().minus(kept), FORGOTTEN_AT_ONCE);
    } while (forgotten == FORGOTTEN_AT_ONCE && !Thread.currentThread().isInterrupted());
  }
}
