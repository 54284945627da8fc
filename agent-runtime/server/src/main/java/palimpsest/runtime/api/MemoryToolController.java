package palimpsest.runtime.api;

import static palimpsest.runtime.api.EventView.map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import palimpsest.memory.file.InvalidMemoryCommand;
import palimpsest.memory.file.MemoryCommand;
import palimpsest.memory.file.MemoryFiles;
import palimpsest.memory.file.MemoryPath;
import palimpsest.runtime.conversation.RequestRefused;
import palimpsest.runtime.conversation.Tenancy;

/** The commands of Anthropic's memory tool for clients that run a model themselves: what comes back is the content of the tool's result. */
@RestController
@RequestMapping("/api/memory-tool")
@Tag(name = "Memory files")
class MemoryToolController {

    private static final int LONGEST_NAME = 200;

    private final MemoryFiles files;
    private final Tenancy tenancy;

    MemoryToolController(MemoryFiles files, Tenancy tenancy) {
        this.files = files;
        this.tenancy = tenancy;
    }

    /** @param key the same when a client sends a command again: it is then done once */
    @PostMapping
    SequencedMap<String, Object> execute(@RequestBody Map<String, Object> command, @RequestParam(defaultValue = MemoryFiles.SHARED) String owner,
                                         @RequestHeader(name = "Idempotency-Key", required = false) String key) {
        requireName(owner, "owner");
        if (key != null) {
            requireName(key, "Idempotency-Key");
        }
        try {
            MemoryFiles.Reply reply = files.execute(tenancy.current(), owner, MemoryCommand.of(command), Optional.ofNullable(key).map(given -> "client/" + given));
            return map("content", reply.text(), "is_error", reply.error());
        } catch (InvalidMemoryCommand e) {
            return map("content", e.getMessage(), "is_error", true);
        }
    }

    /** @param content null from when the file was deleted or moved away */
    record FileVersionView(int number, @Nullable String content, String command, Instant createdAt) {}

    /**
     * @param characters in Unicode code points; null for a file that was deleted or moved away
     * @param command    that made its newest version
     */
    record MemoryFileView(String path, int version, @Nullable Integer characters, String command, @JsonProperty("changed_at") Instant changedAt) {}

    /** Who has files. */
    @GetMapping("/owners")
    List<String> owners() {
        return files.owners(tenancy.current());
    }

    /** The paths of an owner at which a file stands or stood. */
    @GetMapping("/files")
    List<MemoryFileView> list(@RequestParam(defaultValue = MemoryFiles.SHARED) String owner) {
        requireName(owner, "owner");
        return files.list(tenancy.current(), owner).stream()
                .map(each -> new MemoryFileView(each.path(), each.version(), each.characters(), each.command(), each.changedAt())).toList();
    }

    @GetMapping("/versions")
    List<FileVersionView> versions(@RequestParam String path, @RequestParam(defaultValue = MemoryFiles.SHARED) String owner) {
        requireName(owner, "owner");
        try {
            return files.versions(tenancy.current(), owner, new MemoryPath(path)).stream()
                    .map(each -> new FileVersionView(each.number(), each.content(), each.command(), each.createdAt())).toList();
        } catch (InvalidMemoryCommand e) {
            throw RequestRefused.invalid("path", e.getMessage());
        }
    }

    private static void requireName(String name, String what) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw RequestRefused.invalid(what, what + " must be a name of 1 to " + LONGEST_NAME + " characters.");
        }
    }
}
