package palimpsest.runtime.memory;

import java.util.ArrayList;
import java.util.UUID;
import java.util.function.ToIntFunction;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.memory.longterm.RecalledItems;
import palimpsest.memory.longterm.UserMemory;
import palimpsest.memory.text.BareQuestion;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.loop.RunRecall;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.tools.memory.RecallMemory;

/** Recalls for a question what was said in other conversations, as much as fits a budget of tokens. */
public final class QuestionRecall implements RunRecall {

    private static final int FOUND = 40;
    private static final int LONGEST_QUERY = 2000;

    private final UserMemory memory;
    private final ToIntFunction<String> tokens;
    private final int most;

    /** @param tokens of a text; @param most tokens of what is recalled for a question */
    public QuestionRecall(UserMemory memory, ToIntFunction<String> tokens, int most) {
        this.memory = memory;
        this.tokens = tokens;
        this.most = most;
    }

    @Override
    public RecalledItems of(String tenant, UUID conversationId, ContextState state, int room) {
        String question = state.question();
        String query = question.length() <= LONGEST_QUERY ? question : question.substring(0, LONGEST_QUERY);
        int left = Math.min(most, room);
        var items = new ArrayList<MemoryItem>();
        RecalledItems recalled = memory.recall(tenant, conversationId, new UserMemory.Query(query, null, null, null, FOUND));
        for (MemoryItem item : recalled.items()) {
            if (tells(item, conversationId)) {
                int needed = tokens.applyAsInt(PythonJson.write(RecallMemory.line(item)));
                if (needed <= left) {
                    items.add(item);
                    left -= needed;
                }
            }
        }
        return recalled.only(items);
    }

    /** What was said here stands in the window already, and what the user only asked tells nothing. */
    private static boolean tells(MemoryItem item, UUID conversationId) {
        return !item.conversation().equals(conversationId.toString()) && !(item.own() && BareQuestion.is(item.text()));
    }
}
