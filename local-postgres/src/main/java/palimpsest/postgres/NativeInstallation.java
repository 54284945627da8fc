package palimpsest.postgres;

import java.nio.file.Path;

/**
 * A PostgreSQL with pgvector that is installed on this machine.
 *
 * @param programs the folder with {@code initdb} and {@code pg_ctl}
 * @param majorVersion 15 or more
 */
record NativeInstallation(Path programs, int majorVersion) {

  Path program(String name) {
    return programs.resolve(name);
  }
}
