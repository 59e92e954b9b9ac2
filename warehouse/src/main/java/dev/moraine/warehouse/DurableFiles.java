package dev.moraine.warehouse;

import dev.moraine.catalog.StorageLocation;
import dev.moraine.catalog.commit.CommitStep;
import dev.moraine.catalog.commit.CommitSteps;
import dev.moraine.error.InvalidRequest;
import dev.moraine.error.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Small files on a local file system that are whole and on disk, or not there at all.
 *
 * <p>A file is written under another name and synced, then linked to its own name, which fails when
 * that is taken; then the folder is synced. So put-if-absent holds between processes too.
 */
final class DurableFiles {
  // Paimon's clients call theirs the same.
  private static final Pattern DRAFT = Pattern.compile("[.].+[.][0-9a-f-]{36}[.]tmp");

  /** Wait for the disk, mostly; none while nothing is written. */
  private static final Executor WRITERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "file-writer");
            thread.setDaemon(true);
            return thread;
          });

  private final CommitSteps steps;

  DurableFiles() {
    this(CommitSteps.UNOBSERVED);
  }

  /**
   * @param steps told of each file on its way, for those that make commits
   */
  DurableFiles(CommitSteps steps) {
    this.steps = steps;
  }

  /**
   * @throws InvalidRequest when the location is not on a local file system
   */
  static Path local(StorageLocation location) {
    Optional<Path> path = localPath(location);
    return path.orElseThrow(
        () ->
            new InvalidRequest(
                "The location "
                    + location
                    + " is no absolute path on a local file system; this server keeps"
                    + " tables under file: only"));
  }

  static Optional<Path> localPath(StorageLocation location) {
    String uri = location.uri();
    // Not Path.of(URI): Paimon writes paths with characters that a URI would have to escape.
    String path = uri.startsWith("file:") ? uri.substring("file:".length()) : uri;
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(path.replaceFirst("^/+", "/")));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * @param name of which core has seen that it leaves no folder
   * @throws InvalidRequest when the file system has no way to write this name
   */
  static Path child(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new InvalidRequest("The file system of this server has no way to write '" + name + "'");
    }
  }

  /**
   * @return false when there was a file of this name; nothing was written
   */
  boolean putIfAbsent(Path file, String text) {
    return putIfAbsent(parent(file), Map.of(file, text)).isEmpty();
  }

  /**
   * Like putting one after the other, but the folder is synced once.
   *
   * @param texts by their files, which are all in the folder
   * @return the files that were there already and were left as they are
   */
  List<Path> putIfAbsent(Path folder, Map<Path, String> texts) {
    List<Path> taken = new ArrayList<>();
    Map<Path, Path> drafts = writeDrafts(texts);
    for (Path file : texts.keySet()) {
      if (!linkIfAbsent(file, Objects.requireNonNull(drafts.get(file)))) {
        taken.add(file);
      }
    }
    try {
      sync(folder);
      return taken;
    } catch (IOException e) {
      throw failed("write into", folder, e);
    }
  }

  // At once: the disk needs hardly longer for several than for one.
  private Map<Path, Path> writeDrafts(Map<Path, String> texts) {
    if (texts.size() == 1) {
      return texts.entrySet().stream()
          .collect(
              Collectors.toMap(Map.Entry::getKey, each -> draft(each.getKey(), each.getValue())));
    }
    Map<Path, CompletableFuture<Path>> writing = new HashMap<>();
    texts.forEach(
        (file, text) ->
            writing.put(file, CompletableFuture.supplyAsync(() -> draft(file, text), WRITERS)));
    try {
      Map<Path, Path> drafts = new HashMap<>();
      writing.forEach((file, draft) -> drafts.put(file, draft.join()));
      return drafts;
    } catch (CompletionException e) {
      throw e.getCause() instanceof StorageUnavailable failed ? failed : e;
    }
  }

  private Path draft(Path file, String text) {
    try {
      return writeDraft(file, text);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  private boolean linkIfAbsent(Path file, Path draft) {
    try {
      try {
        Files.createLink(file, draft);
        steps.reached(CommitStep.FILE_LINKED);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.delete(draft);
      }
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /**
   * Writes a file that may be lost with the power.
   *
   * @return the file, of a name that begins so and that nobody else has
   */
  Path createUnsynced(Path folder, String prefix, byte[] content) {
    Path file = folder.resolve(prefix + UUID.randomUUID() + "-0");
    try {
      return Files.write(file, content, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  void replace(Path file, String text) {
    try {
      Files.move(
          writeDraft(file, text),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      steps.reached(CommitStep.FILE_LINKED);
      sync(parent(file));
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  /**
   * @return false when there was none
   */
  boolean delete(Path file) {
    try {
      boolean deleted = Files.deleteIfExists(file);
      if (deleted) {
        sync(parent(file));
      }
      return deleted;
    } catch (IOException e) {
      throw failed("delete", file, e);
    }
  }

  /**
   * Deletes files in a folder that were written and never got their own names, by whoever died in
   * between. To be called while nobody writes there.
   */
  void deleteDrafts(Path folder) {
    list(folder).stream()
        .filter(name -> DRAFT.matcher(name).matches())
        .forEach(name -> delete(folder.resolve(name)));
  }

  boolean exists(Path file) {
    return Files.exists(file);
  }

  boolean isFolder(Path path) {
    return Files.isDirectory(path);
  }

  /** File names in a folder, in no particular order; none when the folder is not there. */
  List<String> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", folder, e);
    }
  }

  void createFolder(Path folder) {
    try {
      createDurably(folder);
    } catch (IOException e) {
      throw failed("make", folder, e);
    }
  }

  /** Fine when it is gone already, or files go while we delete. */
  void deleteFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        deleteFolder(folder);
        return;
      }
      throw failed("delete", folder, e);
    } catch (IOException e) {
      throw failed("delete", folder, e);
    }
  }

  private Path writeDraft(Path file, String text) throws IOException {
    Path folder = parent(file);
    createDurably(folder);
    Path draft = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    }
    steps.reached(CommitStep.DRAFT_WRITTEN);
    return draft;
  }

  // From the top down, each synced into its parent: a file is not on disk while a folder above it
  // is not.
  private static void createDurably(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    createDurably(parent(folder));
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    sync(parent(folder));
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is the root folder");
    }
    return parent;
  }

  static StorageUnavailable failed(String what, Path file, Exception e) {
    return new StorageUnavailable("The server could not " + what + " " + file, e);
  }
}
