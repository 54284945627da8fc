package palimpsest.memory.file;

import java.util.List;
import java.util.Optional;

/** The files of one owner while a command works on them. */
interface MemoryFileTree {

    /** @param bytes in UTF-8 */
    record Entry(String path, long bytes) {}

    Optional<String> content(MemoryPath path);

    /** All files, in any order. */
    List<Entry> all();

    /** Gives a file its next version. */
    void write(MemoryPath path, String content);

    /** Marks a file as gone. */
    void remove(MemoryPath path);
}
