package dev.moraine.engines.process;

/** Starts a process below itself, says what it was given and sleeps. */
final class Sleeper {
  private Sleeper() {}

  public static void main(String[] arguments) throws Exception {
    Process below = new ProcessBuilder("sleep", arguments[0]).start();
    System.out.println("secret " + System.getProperty("secret"));
    System.out.println("environment " + System.getenv().keySet());
    System.out.println("below " + below.pid());
    Thread.sleep(Long.parseLong(arguments[0]) * 1_000);
  }
}
