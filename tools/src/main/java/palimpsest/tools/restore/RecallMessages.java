package palimpsest.tools.restore;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.List;
import java.util.SequencedMap;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.Recalled;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code recall}: searches the conversation's own messages that have left the window. Not one of StateLM's tools. */
public final class RecallMessages implements WindowTool {

    public static final String NAME = "recall";

    private static final int MOST = 5;
    private static final int LONGEST_QUERY = 500;

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name(NAME)
                .description("Searches your own messages and tool results that were deleted from the window. Says which msg_id holds what; "
                        + "restoreContext brings one back.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("query", "Words to look for.")
                        .required("query")
                        .build())
                .build();
    }

    @Override
    public boolean explores() {
        return true;
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String query = arguments.requireText("query").strip();
        if (query.isEmpty()) {
            throw new InvalidArgument("query cannot be empty. Give a few words to look for.");
        }
        List<Recalled> found = context.recall(query.length() <= LONGEST_QUERY ? query : query.substring(0, LONGEST_QUERY), MOST);
        var answer = result("messages", found.stream().map(RecallMessages::json).toList(), "query", query);
        if (found.isEmpty()) {
            answer.put("message", "No deleted message matches. Try other words, or search the documents with searchEngine.");
        }
        return ToolOutcome.of(answer);
    }

    private static SequencedMap<String, Object> json(Recalled found) {
        return result("deleted_msg_id", found.msgId(), "role", found.role(), "tool", found.tool(), "snippet", found.snippet());
    }
}
