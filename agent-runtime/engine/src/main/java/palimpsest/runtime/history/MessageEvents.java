package palimpsest.runtime.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.event.ConversationEvent;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.SystemText;
import palimpsest.runtime.history.HistoryMessage.UserText;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Tells a valid history of messages as events: each user message begins a run, which ends before the next. */
final class MessageEvents {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final RunTerms terms;
    private final Tokenizer tokenizer;
    private final List<HistoryEntry> entries = new ArrayList<>();
    private UUID run;
    private int msgId;
    private int steps;
    private AssistantSpoke turn;
    private int answered;

    private MessageEvents(RunTerms terms, Tokenizer tokenizer) {
        this.terms = terms;
        this.tokenizer = tokenizer;
    }

    static List<HistoryEntry> of(List<HistoryMessage> valid, RunTerms terms, Tokenizer tokenizer) {
        var events = new MessageEvents(terms, tokenizer);
        valid.forEach(events::tell);
        events.endRun();
        return events.entries;
    }

    private void tell(HistoryMessage message) {
        switch (message) {
            // The agent's, not the conversation's.
            case SystemText ignored -> { }
            case UserText user -> {
                endRun();
                run = UUID.randomUUID();
                steps = 0;
                turn = null;
                add(new UserSpoke(user.text()));
                add(new RunStarted(terms));
            }
            case Assistant said -> {
                turn = new AssistantSpoke(++msgId, said.text(), said.calls(), null, null);
                answered = 0;
                steps++;
                add(turn);
            }
            case Result result -> {
                Call call = turn.calls().get(answered++);
                add(new ToolAnswered(++msgId, turn.msgId(), call.id(), call.name(), result(result.content()), tokenizer.count(result.content())));
            }
        }
    }

    private void endRun() {
        if (run == null) {
            return;
        }
        if (turn != null && turn.calls().isEmpty()) {
            add(new RunFinished(new RunResult(turn.text(), false, List.of(), steps, 0, 0, 0, 0, 0, List.of(), terms.model(), terms.languageModel(), "imported",
                    null)));
        } else {
            add(EventRepair.UNFINISHED);
        }
    }

    private void add(ConversationEvent event) {
        entries.add(new HistoryEntry(0, run, null, event));
    }

    private static SequencedMap<String, Object> result(String content) {
        SequencedMap<String, Object> result = new LinkedHashMap<>();
        try {
            var values = JSON.readValue(content, new TypeReference<LinkedHashMap<String, Object>>() {});
            if (values != null) {
                // The window numbers messages itself.
                values.remove("msg_id");
                values.remove("msg_id(invoking_assistant)");
                return values;
            }
        } catch (JacksonException e) {
            // Falls through: the content is text.
        }
        result.put("content", content);
        return result;
    }
}
