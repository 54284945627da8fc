package palimpsest.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import palimpsest.postgres.LocalPostgresException.Reason;

/** One runtime per data directory: an operating system lock that ends with this JVM, however it ends. */
final class DirectoryLock implements AutoCloseable {

  // A lock belongs to the process: closing a second channel on the same file would silently release the first one's.
  private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

  // Behind the pid, so that systems with mandatory locks still let others read who holds it.
  private static final long LOCKED_BYTE = 1L << 20;

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Creates the directory when it is missing, and takes it for this JVM. */
  static DirectoryLock acquire(Path dataDirectory) {
    Path directory = create(dataDirectory);
    if (!HELD_BY_THIS_JVM.add(directory)) {
      throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      return new DirectoryLock(directory, lockedChannel(directory));
    } catch (RuntimeException e) {
      HELD_BY_THIS_JVM.remove(directory);
      throw e;
    }
  }

  /** Whether another process holds it now. */
  static boolean isHeldElsewhere(Path directory) throws IOException {
    if (HELD_BY_THIS_JVM.contains(directory)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      return lock == null;
    }
  }

  /** The directory with links resolved. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw notWritable(directory, e);
    } finally {
      HELD_BY_THIS_JVM.remove(directory);
    }
  }

  private static Path create(Path directory) {
    try {
      return Files.createDirectories(directory.toAbsolutePath()).toRealPath();
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  private static FileChannel lockedChannel(Path directory) {
    Path file = directory.resolve("lock");
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw inUse(directory, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
      locked = true;
      return channel;
    } catch (IOException e) {
      throw notWritable(directory, e);
    } finally {
      if (!locked && channel != null) {
        closeQuietly(channel);
      }
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The refusal that is on its way says more than this could.
      org.slf4j.LoggerFactory.getLogger(DirectoryLock.class).debug("closing a lock file failed", e);
    }
  }

  private static LocalPostgresException inUse(Path directory, String pid) {
    return new LocalPostgresException(
        Reason.DIRECTORY_IN_USE,
        "The data directory %s is in use by process %s. Stop that process, or choose another directory with --data."
            .formatted(directory, pid.isEmpty() ? "(unknown)" : pid));
  }

  static LocalPostgresException notWritable(Path directory, IOException cause) {
    return new LocalPostgresException(
        Reason.DIRECTORY_NOT_WRITABLE,
        "The data directory %s can't be written to (%s). Make it writable for this user, or choose another directory with --data."
            .formatted(directory, cause),
        cause);
  }
}
