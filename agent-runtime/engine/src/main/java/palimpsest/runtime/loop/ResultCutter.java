package palimpsest.runtime.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.runtime.context.CutResult;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.tools.spi.Effect;
import palimpsest.tools.spi.ToolOutcome;

/** Cuts a result that is larger than what is left of the window, and says how to read the rest. */
final class ResultCutter {

    /** Under that a piece of text is of no use. */
    private static final int FEWEST_CHARACTERS = 40;
    private static final int MOST_CHARACTERS_PER_TOKEN = 40;

    private final DocumentStore documents;

    ResultCutter(DocumentStore documents) {
        this.documents = documents;
    }

    /**
     * A result in part.
     *
     * @param characters code points of what was cut
     * @param form       as {@link ResultCut} has it
     * @param effects    with what was really read
     */
    record Cut(int characters, int ofCharacters, String form, String notice, SequencedMap<String, Object> result, List<Effect> effects) {}

    /**
     * The most of an outcome that fits: of its longest text or, where that is not enough and no text of a document is in it, of its JSON.
     *
     * @param tokens what a result counts as a message of the window
     * @param room   tokens that it may have
     * @return empty when too little of it fits to be of use
     */
    Optional<Cut> cut(String tenant, ToolOutcome outcome, ToIntFunction<SequencedMap<String, Object>> tokens, int room) {
        int ofText = length(CutResult.longestText(outcome.result()));
        Optional<Cut> text = most(ofText, tokens, room, characters -> textPart(tenant, outcome, characters, ofText));
        if (text.isPresent() || outcome.effects().stream().anyMatch(Effect.TextRead.class::isInstance)) {
            return text;
        }
        int ofJson = length(PythonJson.write(outcome.result()));
        return most(ofJson, tokens, room, characters -> jsonPart(outcome, characters, ofJson));
    }

    /** The same for a result that stands in the window already: what was read when it entered stays read. */
    Optional<Cut> cut(SequencedMap<String, Object> entered, ToIntFunction<SequencedMap<String, Object>> tokens, int room) {
        return cut(null, new ToolOutcome(entered, List.of()), tokens, room);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Optional<Cut> most(int length, ToIntFunction<SequencedMap<String, Object>> tokens, int room, IntFunction<Cut> part) {
        int fits = 0;
        int tooMany = (int) Math.min(length, (long) Math.max(room, 0) * MOST_CHARACTERS_PER_TOKEN);
        while (fits < tooMany) {
            int middle = fits + (tooMany - fits + 1) / 2;
            if (tokens.applyAsInt(part.apply(middle).result()) <= room) {
                fits = middle;
            } else {
                tooMany = middle - 1;
            }
        }
        return fits < FEWEST_CHARACTERS ? Optional.empty() : Optional.of(part.apply(fits));
    }

    private Cut textPart(String tenant, ToolOutcome outcome, int characters, int length) {
        List<Effect> effects = read(tenant, outcome.effects(), characters, length);
        // Of what the tool itself has shortened the length is not that of the whole.
        String notice = notice(effects, outcome.result().containsKey(ToolOutcome.CUT) ? characters + "" : characters + " of " + length);
        return new Cut(characters, length, null, notice, CutResult.cut(outcome.result(), characters, notice), effects);
    }

    private static Cut jsonPart(ToolOutcome outcome, int characters, int length) {
        String notice = notice(List.of(), characters + " of " + length);
        return new Cut(characters, length, ResultCut.JSON, notice, CutResult.cutJson(outcome.result(), characters, notice), outcome.effects());
    }

    private static String notice(List<Effect> effects, String characters) {
        String shown = "Cut: only the first " + characters + " characters are shown, the whole is larger than what is left of the window. ";
        return effects.stream().filter(Effect.TextRead.class::isInstance).map(Effect.TextRead.class::cast).reduce((first, last) -> last)
                .map(read -> shown + "The rest begins at character " + read.end() + " of the document. To read it, call buildIndex with a chunk_size of at most "
                        + Math.max(1, read.tokens()) + " and read the chunks from there.")
                .orElse(shown + "Ask for less at once to see the rest.");
    }

    /** The same effects, with the spans of text that really entered the window. */
    private List<Effect> read(String tenant, List<Effect> effects, int characters, int length) {
        List<Effect.TextRead> reads = effects.stream().filter(Effect.TextRead.class::isInstance).map(Effect.TextRead.class::cast).toList();
        // What stands between several documents (their names) is shared out evenly.
        int between = reads.isEmpty() ? 0 : Math.max(0, length - reads.stream().mapToInt(read -> read.end() - read.start()).sum()) / reads.size();
        List<Effect> entered = new ArrayList<>();
        int left = characters;
        for (Effect effect : effects) {
            if (effect instanceof Effect.TextRead read) {
                int shown = Math.min(Math.max(0, left - between), read.end() - read.start());
                left -= shown + between;
                if (shown > 0) {
                    entered.add(new Effect.TextRead(read.documentId(), read.chunkId(), read.start(), read.start() + shown,
                            tokens(tenant, read, read.start() + shown)));
                }
            } else {
                entered.add(effect);
            }
        }
        return entered;
    }

    private int tokens(String tenant, Effect.TextRead read, int end) {
        TokenOffsets offsets = documents.tokenOffsets(tenant, read.documentId());
        return offsets.firstStartingAt(end) - offsets.firstStartingAt(read.start());
    }
}
