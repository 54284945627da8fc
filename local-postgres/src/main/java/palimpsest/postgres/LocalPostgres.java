package palimpsest.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL with pgvector, run as a child process on a data directory of its own: PGlite (PostgreSQL 18), which needs Node.js 20 or newer and
 * nothing else, or the machine's own server ({@link EmbeddedKind}). It listens on 127.0.0.1 only. It is started again on the same port when it dies, and
 * ends by itself when this JVM does, even by {@code kill -9}. What follows is of PGlite; a native server has fsync on, asks for a password, and is as any other.
 *
 * <p><b>Access.</b> PGlite asks for no password, so every program of this machine can reach it.
 *
 * <p><b>Durability.</b> fsync is off inside: a killed process loses nothing that was committed, a power cut or a crash
 * of the machine may lose the last seconds or damage the data. Use a PostgreSQL server for data that must survive that.
 *
 * <p><b>One session.</b> Several connections may be used, and never see one another's messages or prepared statements,
 * but behind them is one single-threaded session:
 *
 * <ul>
 *   <li>a transaction holds the engine until it ends, all other connections wait meanwhile; code that waits for a
 *       second connection inside a transaction is ended after {@link
 *       LocalPostgresOptions#idleInTransactionTimeout()} (SQL state 25P03). Flyway needs {@code
 *       flyway.postgresql.transactional-lock=false};
 *   <li>{@code SET}, temporary tables and session advisory locks are common to all connections, until the last one
 *       closes; {@code SET LOCAL} and locks of a transaction behave as usual;
 *   <li>a running statement can't be cancelled ({@code statement_timeout}, query timeouts); {@code LISTEN} hears
 *       nothing; {@code COPY FROM STDIN} is refused with an error; time zone is UTC.
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
public final class LocalPostgres implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
  private static final Duration PATIENCE_WITH_PREDECESSOR = Duration.ofSeconds(5);
  private static final String USER = "postgres";
  private static final String PORT_FILE = "postgres.port";

  private final LocalPostgresOptions options;
  private final DirectoryLock lock;
  private final DatabaseEngine engine;
  private final int port;
  private final AtomicInteger restarts = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch supervised = new CountDownLatch(1);

  // Guarded by this, so that no process is started once closing has begun.
  private ServerProcess current;
  private volatile boolean ready;
  private volatile String failure;

  private LocalPostgres(LocalPostgresOptions options, DirectoryLock lock) {
    this.options = options;
    this.lock = lock;
    this.engine = EngineChoice.ofThisMachine().engine(options, lock.directory());
    engine.awaitPredecessor(PATIENCE_WITH_PREDECESSOR);
    forgetPort();
    this.current = engine.start(options.port());
    this.port = current.awaitReady(options.startTimeout());
    writePort();
    this.ready = true;
  }

  private void forgetPort() {
    try {
      Files.deleteIfExists(lock.directory().resolve(PORT_FILE));
    } catch (IOException e) {
      throw DirectoryLock.notWritable(lock.directory(), e);
    }
  }

  private void writePort() {
    try {
      Files.writeString(lock.directory().resolve(PORT_FILE), port + "\n");
    } catch (IOException e) {
      throw DirectoryLock.notWritable(lock.directory(), e);
    }
  }

  /**
   * Starts PostgreSQL and returns when it accepts connections: about a second, for a new data directory too (its database
   * is unpacked and not made).
   *
   * @throws LocalPostgresException when it can't be had; its message says what to do
   */
  public static LocalPostgres start(LocalPostgresOptions options) {
    DirectoryLock lock = DirectoryLock.acquire(options.dataDirectory());
    boolean started = false;
    try {
      LocalPostgres postgres = new LocalPostgres(options, lock);
      Thread.ofPlatform().daemon().name("local-postgres-supervisor").start(postgres::supervise);
      LOG.info("local PostgreSQL runs on 127.0.0.1:{} as process {}, data in {}: {}", postgres.port, postgres.pid(), lock.directory(), postgres.engine.description());
      started = true;
      return postgres;
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  /**
   * The URL of the database that another process of this machine runs in a data directory, for a program that works beside it. It ends with that process.
   *
   * @return empty when none runs there
   */
  public static Optional<String> runningIn(Path dataDirectory) {
    try {
      Path directory = dataDirectory.toAbsolutePath().toRealPath();
      if (!DirectoryLock.isHeldElsewhere(directory)) {
        return Optional.empty();
      }
      int port = Integer.parseInt(Files.readString(directory.resolve(PORT_FILE)).strip());
      return Optional.of(Files.isDirectory(directory.resolve(NativeEngine.FOLDER)) ? NativeEngine.urlOf(directory, port) : PgliteEngine.urlOf(port));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Packs the database of a data directory in which none runs, for {@link LocalPostgresOptions#template()}: with its tables and rows.
   *
   * @throws LocalPostgresException when the directory is in use or holds no database
   */
  public static void pack(Path dataDirectory, Path file) {
    try (DirectoryLock lock = DirectoryLock.acquire(dataDirectory)) {
      PackedDatabase.write(lock.directory().resolve(PgliteEngine.FOLDER), file);
    }
  }

  /** The URL for pgjdbc, with user, password and the settings that this database needs; the same for its whole life. */
  public String jdbcUrl() {
    return engine.jdbcUrl(port);
  }

  public String username() {
    return USER;
  }

  /** Of PGlite no secret: it asks for none, but some pools insist on one. Of a native server one that only the owner of the data directory can read. */
  public String password() {
    return engine.password();
  }

  /** Whether it is the machine's own PostgreSQL, with sessions, fsync and all else that a server has, and not PGlite. */
  public boolean isNative() {
    return engine instanceof NativeEngine;
  }

  /** The TCP port on 127.0.0.1, the same for the whole life, also after restarts. */
  public int port() {
    return port;
  }

  /** Whether connections are accepted right now: false during a restart, after giving up, and once closed. */
  public boolean isRunning() {
    return ready;
  }

  /** How often the process died and was successfully started again. */
  public int restarts() {
    return restarts.get();
  }

  /** The process id of the database, the last one's when it is not running. */
  public synchronized long pid() {
    return current.pid();
  }

  /** Why it was given up, when it died too often to be started again; close it and start a new one. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** Stops PostgreSQL in good order and releases the data directory; open transactions are rolled back. */
  @Override
  public void close() {
    ServerProcess last;
    synchronized (this) {
      if (closing.getCount() == 0) {
        return;
      }
      closing.countDown();
      ready = false;
      last = current;
    }
    if (!last.stop(options.stopTimeout())) {
      LOG.warn("local PostgreSQL did not stop within {} s and was killed; nothing committed is lost", options.stopTimeout().toSeconds());
    }
    try {
      if (!supervised.await(options.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the supervisor of the local PostgreSQL did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.close();
    }
  }

  private void supervise() {
    Deque<Instant> recent = new ArrayDeque<>();
    try {
      for (ServerProcess process = current(); process != null; process = restart(process, recent)) {
        int status = process.waitFor();
        ready = false;
        if (closing.getCount() > 0) {
          LOG.warn(
              "local PostgreSQL (process {}) ended with status {}: {}; starting it again on port {}",
              process.pid(), status, process.lastWords().isEmpty() ? "no message" : process.lastWords(), port);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      supervised.countDown();
    }
  }

  /** Null when there is nothing more to do: closed, or given up. */
  private ServerProcess restart(ServerProcess died, Deque<Instant> recent) throws InterruptedException {
    String why = died.lastWords();
    while (true) {
      Instant now = Instant.now();
      recent.removeIf(restart -> restart.plus(options.restarts().window()).isBefore(now));
      if (recent.size() >= options.restarts().limit() && closing.getCount() > 0) {
        giveUp(recent.size(), why);
        return null;
      }
      if (closing.await(options.restarts().delay(recent.size()).toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
      recent.addLast(Instant.now());
      try {
        ServerProcess next = respawn();
        if (next == null) {
          return null;
        }
        next.awaitReady(options.startTimeout());
        restarts.incrementAndGet();
        markReady();
        return next;
      } catch (LocalPostgresException e) {
        why = e.getMessage();
        if (closing.getCount() > 0) {
          LOG.warn("local PostgreSQL could not be started again: {}", why);
        }
      }
    }
  }

  private void giveUp(int attempts, String why) {
    failure =
        "The local PostgreSQL died and %d restarts within %d s did not help (%s). Stop this process and start it again; if that fails too, choose another directory with --data."
            .formatted(attempts, options.restarts().window().toSeconds(), why.isEmpty() ? "no message" : why);
    LOG.error(failure);
  }

  private synchronized void markReady() {
    ready = closing.getCount() > 0;
  }

  private synchronized ServerProcess current() {
    return current;
  }

  private synchronized ServerProcess respawn() {
    if (closing.getCount() == 0) {
      return null;
    }
    // A failed attempt may still be ending; two must never work on one directory.
    engine.awaitPredecessor(Duration.ZERO);
    current = engine.start(port);
    return current;
  }
}
