package palimpsest.runtime.context;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Notice;
import palimpsest.runtime.context.WindowMessage.Nudge;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.model.wire.WireArguments;

/**
 * The request as a pure function of the conversation's state, in the form that a StateLM checkpoint was trained on
 * (StateLM, section "The conversation on the wire"; sentences in capitals here are wire constants).
 */
public final class WindowProjection {

    /** Stands in the place of everything pruned. */
    public static final String STUB = "Content has been deleted to save space.";

    /** Stands in front where questions have left the window: a request begins with what the user said, and the notes need their place. */
    static final String EARLIER_QUESTIONS = "(The earlier questions of this conversation have left the window, to save space.)";

    private static final String MEMORY_BEFORE = "\n\n<external_memory>\n## Available Notes\n";
    private static final String MEMORY_AFTER = "\n</external_memory>";
    private static final String STUB_ARGUMENTS = PythonJson.write(Map.of("message", STUB));

    /** Null where none is kept. */
    private final WrittenMessages known;

    public WindowProjection() {
        this(null);
    }

    private WindowProjection(WrittenMessages known) {
        this.known = known;
    }

    /** One that writes each message of the state once, and not again in the next run that the state is kept for. For the state's thread. */
    public static WindowProjection remembering(ContextState state) {
        return new WindowProjection(state.written());
    }

    /** System prompt first, then every message of the window; pruned ones as stubs, the notes block at the end of the first user message. */
    public List<ProjectedMessage> project(RunTerms terms, ContextState state) {
        return project(terms, state, state.windowNotes());
    }

    /** The same with other notes: how it would be. */
    public List<ProjectedMessage> project(RunTerms terms, ContextState state, NoteBook notes) {
        List<ProjectedMessage> window = new ArrayList<>(state.messages().size() + 1);
        window.add(new ProjectedMessage(null, SystemMessage.from(system(terms, state)), false));
        boolean first = state.window().foldedQuestions() == 0;
        if (!first) {
            window.add(new ProjectedMessage(null, UserMessage.from(EARLIER_QUESTIONS + memory(notes)), false));
        }
        for (WindowMessage message : state.messages()) {
            switch (message) {
                case User user -> {
                    window.add(new ProjectedMessage(user, UserMessage.from(user.content() + (first ? memory(notes) : "")), false));
                    first = false;
                }
                case Notice notice -> window.add(new ProjectedMessage(notice, UserMessage.from(notice.content()), false));
                case Nudge nudge -> window.add(new ProjectedMessage(nudge, UserMessage.from(nudge.content()), false));
                case Assistant assistant -> {
                    boolean pruned = state.isPruned(assistant.msgId());
                    if (!assistant.isEmpty()) {
                        window.add(pruned ? stub(assistant, terms, state.window().summary(assistant.msgId())) : whole(assistant));
                    }
                }
                case Tool tool -> window.add(state.isPruned(tool.msgId()) ? stub(tool, terms, state.window().summary(tool.msgId())) : whole(tool));
            }
        }
        return window;
    }

    /** The prompt, then the rules that stand in front of the question while its run goes on. */
    private static String system(RunTerms terms, ContextState state) {
        String rules = state.running() ? state.run().orElseThrow().metaMemory().text() : "";
        return rules.isEmpty() ? terms.systemPrompt() : terms.systemPrompt() + "\n\n" + rules;
    }

    /** A message as it is sent once pruned: ids, call ids and tool names stay. */
    public ProjectedMessage stub(Numbered message, RunTerms terms) {
        return stub(message, terms, null);
    }

    /** The same with what the agent wants to stand in its place; the reference has no such thing. @param summary null for nothing */
    public ProjectedMessage stub(Numbered message, RunTerms terms, String summary) {
        return new ProjectedMessage(message, switch (message) {
            case Assistant assistant -> stubbed(assistant, terms, summary);
            case Tool tool -> result(tool, stubbed(tool, summary));
        }, true);
    }

    /** A message as it is sent while it is not pruned. */
    public ProjectedMessage whole(Numbered message) {
        return known == null ? written(message) : known.of(message, WindowProjection::written);
    }

    private static ProjectedMessage written(Numbered message) {
        return new ProjectedMessage(message, switch (message) {
            case Assistant assistant -> spoken(assistant);
            case Tool tool -> result(tool, text(tool));
        }, false);
    }

    /** The text of a tool's result as it is sent: its JSON with the ids at the end. */
    public static String text(Tool tool) {
        return PythonJson.write(numbered(tool));
    }

    private static SequencedMap<String, Object> numbered(Tool tool) {
        var map = new LinkedHashMap<>(tool.result());
        map.put("msg_id", tool.msgId());
        map.put("msg_id(invoking_assistant)", tool.invokingMsgId());
        return map;
    }

    private static String memory(NoteBook notes) {
        return MEMORY_BEFORE + notes.summaryLines() + MEMORY_AFTER;
    }

    private static AiMessage spoken(Assistant assistant) {
        return AiMessage.builder()
                .text(strip(assistant.text()))
                .toolExecutionRequests(assistant.calls().stream().map(call -> request(call, WireArguments.object(call.arguments()))).toList())
                .build();
    }

    private static AiMessage stubbed(Assistant assistant, RunTerms terms, String summary) {
        String stub = summary == null ? STUB : STUB + "\n" + summary;
        if (assistant.calls().isEmpty()) {
            return AiMessage.from(stub);
        }
        String kept = strip(assistant.text());
        return AiMessage.builder()
                .text(terms.keepAssistantText() ? (kept == null ? "" : kept) : stub)
                .toolExecutionRequests(assistant.calls().stream().map(call -> request(call, STUB_ARGUMENTS)).toList())
                .build();
    }

    private static String stubbed(Tool tool, String summary) {
        var map = new LinkedHashMap<String, Object>();
        map.put("msg_id", tool.msgId());
        map.put("msg_id(invoking_assistant)", tool.invokingMsgId());
        map.put("status", "success");
        map.put("message", STUB);
        if (summary != null) {
            map.put("summary", summary);
        }
        map.put("original_tool", tool.tool());
        if (tool.result().containsKey(WindowMessage.READING_PROGRESS)) {
            map.put(WindowMessage.READING_PROGRESS, tool.result().get(WindowMessage.READING_PROGRESS));
        }
        return PythonJson.write(map);
    }

    private static ToolExecutionResultMessage result(Tool tool, String text) {
        return ToolExecutionResultMessage.from(tool.callId(), tool.tool(), text);
    }

    private static ToolExecutionRequest request(Call call, String arguments) {
        return ToolExecutionRequest.builder().id(call.id()).name(call.name()).arguments(arguments).build();
    }

    private static String strip(String text) {
        if (text == null) {
            return null;
        }
        String stripped = text.strip();
        return stripped.isEmpty() ? null : stripped;
    }
}
