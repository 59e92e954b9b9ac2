package dev.moraine.error;

/**
 * Every refusal that Moraine can give, with the HTTP status and whose fault it is.
 *
 * <p>Statuses stay within those that Paimon's clients map to an exception of their own (400, 401,
 * 403, 404, 409, 500, 501, 503). Source: paimon-api {@code DefaultErrorHandler}.
 */
public enum ErrorCode {
  INVALID_REQUEST(400, Fault.CALLER),
  NOT_AUTHENTICATED(401, Fault.CALLER),
  FORBIDDEN(403, Fault.CALLER),
  NOT_FOUND(404, Fault.CALLER),
  ALREADY_EXISTS(409, Fault.CONFLICT),
  CONFLICT(409, Fault.CONFLICT),
  /** 500 by the protocol: clients turn it into the exception that engines expect here. */
  SCHEMA_CHANGE_REFUSED(500, Fault.CALLER),
  NOT_IMPLEMENTED(501, Fault.OURS),
  STORAGE_UNAVAILABLE(500, Fault.UNAVAILABLE),
  /** Not 503, which clients replay at once, each time with the same load. */
  BUSY(500, Fault.UNAVAILABLE),
  /** A bug, or a broken machine; never thrown, only answered. */
  INTERNAL(500, Fault.OURS);

  /** Who has to act for the next attempt to succeed. */
  public enum Fault {
    CALLER,
    CONFLICT,
    UNAVAILABLE,
    OURS
  }

  private final int httpStatus;
  private final Fault fault;

  ErrorCode(int httpStatus, Fault fault) {
    this.httpStatus = httpStatus;
    this.fault = fault;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public Fault fault() {
    return fault;
  }
}
