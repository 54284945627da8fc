package palimpsest.memory.file;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Files under {@code /memories}. Every call is scoped by tenant and owner: nobody sees another's files. */
public interface MemoryFiles {

    /** Owner of files that belong to no one in particular. */
    String SHARED = "shared";

    /**
     * @param fileCharacters of one file, in UTF-16 units
     * @param files          of one owner
     */
    record Limits(int fileCharacters, int files) {
        public static final Limits DEFAULT = new Limits(100_000, 500);
    }

    /**
     * What a command is answered, in the documented words.
     *
     * @param error whether it was not carried out; the text says why
     */
    record Reply(String text, boolean error) {}

    /**
     * Carries out a command, wholly or not at all.
     *
     * @param callKey the same for a call that is run again after a crash: it is then answered as it was, and done once; empty for none
     */
    Reply execute(String tenant, String owner, MemoryCommand command, Optional<String> callKey);

    /**
     * A file as it once was.
     *
     * @param content null from when it was deleted or moved away
     * @param command that made it so
     */
    record Version(int number, String content, String command, Instant createdAt) {}

    /**
     * A path at which a file stands or stood.
     *
     * @param version    its newest
     * @param characters of its content, in Unicode code points; null when it was deleted or moved away
     * @param command    that made the version
     */
    record Listed(String path, int version, Integer characters, String command, Instant changedAt) {}

    /** All paths of an owner at which a file stands or stood, by path. */
    List<Listed> list(String tenant, String owner);

    /** Who has files, by name. */
    List<String> owners(String tenant);

    /** Everything that stood under a path, the newest first; empty when nothing ever did. */
    List<Version> versions(String tenant, String owner, MemoryPath path);
}
