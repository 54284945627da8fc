package palimpsest.postgres;

import java.nio.file.Path;

/** A program of its own that holds a data directory until it is killed. */
final class Holder {

  private Holder() {}

  private static LocalPostgresOptions options(String[] arguments) {
    LocalPostgresOptions options = LocalPostgresOptions.in(Path.of(arguments[0]));
    return arguments.length > 1 ? options.withKind(EmbeddedKind.valueOf(arguments[1])) : options;
  }

  /** @param arguments the directory and, if not PGlite, the kind */
  public static void main(String[] arguments) throws Exception {
    LocalPostgres postgres = LocalPostgres.start(options(arguments));
    System.out.println("holding " + postgres.pid() + " " + postgres.jdbcUrl());
    System.out.flush();
    Thread.currentThread().join();
  }
}
