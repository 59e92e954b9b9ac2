package dev.moraine.persistence;

enum DatabaseKind {
  SQLITE,
  POSTGRES
}
