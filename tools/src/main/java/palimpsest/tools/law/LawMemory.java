package palimpsest.tools.law;

import static palimpsest.tools.spi.ToolOutcome.result;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import palimpsest.memory.note.Note;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.MemoryType;
import palimpsest.memory.verified.VerifiedItem;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;

/**
 * {@code memory_store} and {@code memory_fetch} (LawThinker): only what passed a check goes in. Knowledge must name articles or cases of
 * the pack, and quote them as they stand; facts must hold no quote and no number that nobody said. Knowledge is given out without a
 * new check while what it rests on is unchanged in the pack, and checked again when it changed.
 */
public final class LawMemory {

    private static final String PREFIX = "pack:";
    /** In characters, of all items together. */
    private static final int MOST_GIVEN = 20_000;

    private final VerifiedMemory memory;
    private final BiFunction<String, UUID, MemoryOwner> knowledgeOwners;

    /** @param knowledgeOwners whose knowledge a tenant's conversation shares; its facts are its own */
    public LawMemory(VerifiedMemory memory, BiFunction<String, UUID, MemoryOwner> knowledgeOwners) {
        this.memory = memory;
        this.knowledgeOwners = knowledgeOwners;
    }

    ToolOutcome store(PackLibrary library, ToolArguments arguments, ToolContext context) {
        MemoryType type = type(arguments);
        MemoryOwner owner = owner(context, type);
        String content = arguments.requireText("content").strip();
        Optional<String> objection = type == MemoryType.KNOWLEDGE ? CitedSources.objection(library, content) : objection(content, context);
        if (objection.isPresent()) {
            return ToolOutcome.error("Not kept: " + objection.get());
        }
        memory.keep(context.tenant(), owner, type, content, null, type == MemoryType.KNOWLEDGE ? mark(library, content) : "said");
        return ToolOutcome.of(result("status", "success", "memory_type", type.label(), "kept", content));
    }

    ToolOutcome fetch(PackLibrary library, ToolArguments arguments, ToolContext context) {
        MemoryType type = type(arguments);
        List<String> kept = memory.fetch(context.tenant(), owner(context, type), type).stream().filter(item -> holds(library, context, item))
                .map(VerifiedItem::content).toList();
        List<String> given = latest(kept);
        var told = result("memory_type", type.label(), "items", given);
        if (kept.isEmpty()) {
            told.put("message", "Nothing was kept yet, so there is nothing to check.");
        } else if (given.size() < kept.size()) {
            told.put("message", (kept.size() - given.size()) + " older items were left out, as they would fill the window.");
        }
        return ToolOutcome.of(told);
    }

    /** The last ones that fit, at least one, oldest first. */
    private static List<String> latest(List<String> kept) {
        int from = kept.size();
        for (int length = 0; from > 0 && (from == kept.size() || length + kept.get(from - 1).length() <= MOST_GIVEN); from--) {
            length += kept.get(from - 1).length();
        }
        return kept.subList(from, kept.size());
    }

    /** Whether the pack still bears it out. What another pack bore out is left alone and given out with that pack only. */
    private boolean holds(PackLibrary library, ToolContext context, VerifiedItem item) {
        if (item.type() != MemoryType.KNOWLEDGE || !item.verifiedBy().startsWith(PREFIX)) {
            return true;
        }
        if (!item.verifiedBy().startsWith(PREFIX + library.pack().name() + ":")) {
            return false;
        }
        if (item.verifiedBy().equals(mark(library, item.content()))) {
            return true;
        }
        Optional<String> objection = CitedSources.objection(library, item.content());
        memory.delete(context.tenant(), item.id(), objection.isPresent() ? "its source changed and no longer says so" : "its source changed");
        if (objection.isEmpty()) {
            memory.keep(context.tenant(), item.owner(), item.type(), item.content(), null, mark(library, item.content()));
        }
        return objection.isEmpty();
    }

    private static String mark(PackLibrary library, String content) {
        return PREFIX + library.pack().name() + ":" + CitedSources.of(library, content).fingerprint();
    }

    private static Optional<String> objection(String content, ToolContext context) {
        String said = Stream.concat(context.said().stream(), context.notes().all().stream().map(LawMemory::text)).collect(Collectors.joining("\n"));
        String then = "was said nowhere in this conversation, and stands in none of its notes. Note it from its source first, or correct it.";
        return CitedSources.missingQuote(content, said).map(quote -> "\"" + quote + "\" " + then)
                .or(() -> CitedSources.missingNumber(content, said).map(number -> "The number " + number + " " + then));
    }

    private static String text(Note note) {
        return note.summary() + "\n" + note.content();
    }

    private static MemoryType type(ToolArguments arguments) {
        String name = arguments.requireText("memory_type");
        return MemoryType.of(name).orElseThrow(() -> new InvalidArgument("memory_type must be knowledge or context, not " + name + "."));
    }

    private MemoryOwner owner(ToolContext context, MemoryType type) {
        UUID conversation = context.conversationId().orElseThrow(() -> new InvalidArgument("Nothing lasts without a stored conversation: go on without it."));
        return type == MemoryType.KNOWLEDGE ? knowledgeOwners.apply(context.tenant(), conversation) : MemoryOwner.conversation(conversation);
    }
}
