package palimpsest.postgres;

import java.nio.file.Path;

/** A program of its own that holds a data directory until it is killed. */
final class Holder {

  private Holder() {}

  public static void main(String[] arguments) throws Exception {
    LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(Path.of(arguments[0])));
    System.out.println("holding " + postgres.pid() + " " + postgres.jdbcUrl());
    System.out.flush();
    Thread.currentThread().join();
  }
}
