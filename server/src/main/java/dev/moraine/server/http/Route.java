package dev.moraine.server.http;

import io.javalin.http.Handler;

/** An operation and who carries it out. */
record Route(Operation operation, Handler handler) {}
