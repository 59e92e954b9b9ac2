package dev.moraine.engines.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code java @file} form of a command, so that no secret shows among a process's arguments.
 *
 * <p>Source of the quoting rules: the JDK's "java Command-Line Argument Files".
 */
final class ArgumentFile {
  private ArgumentFile() {}

  static void write(Path file, JavaCommand command) throws IOException {
    PrivateFiles.write(file, render(command));
  }

  static String render(JavaCommand command) {
    List<String> words = new ArrayList<>();
    words.add("-cp");
    words.add(
        command.classPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    words.addAll(command.jvmOptions());
    words.add(command.mainClass());
    words.addAll(command.arguments());
    return words.stream().map(ArgumentFile::quoted).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String quoted(String word) {
    return '"'
        + word.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + '"';
  }
}
