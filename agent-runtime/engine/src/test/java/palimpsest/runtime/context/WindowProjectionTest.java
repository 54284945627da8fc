package palimpsest.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteBook;
import palimpsest.memory.text.TokenOffsets;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.Tool;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent.NoteDeleted;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.StandingEvents;
import palimpsest.runtime.event.WindowEvent.OriginalMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@PropertyDefaults(tries = 200)
class WindowProjectionTest {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final WindowProjection projection = new WindowProjection();

    @Provide
    Arbitrary<History> histories() {
        return AnyHistory.whole();
    }

    @Property
    void every_call_is_followed_by_its_result_and_every_result_follows_its_call(@ForAll("histories") History history) {
        var open = new ArrayDeque<String>();
        for (ChatMessage message : messages(history)) {
            if (message instanceof ToolExecutionResultMessage result) {
                assertThat(result.id()).isEqualTo(open.poll());
            } else {
                assertThat(open).as("calls without a result before %s", message).isEmpty();
                if (message instanceof AiMessage said) {
                    said.toolExecutionRequests().forEach(call -> open.add(call.id()));
                }
            }
        }
        assertThat(open).isEmpty();
    }

    @Property
    void ids_count_from_one_and_never_change(@ForAll("histories") History history) {
        var state = new ContextState();
        Map<Integer, Numbered> first = new HashMap<>();
        int expected = 1;
        for (RecordedEvent event : history.events()) {
            state.apply(event);
            for (; expected < state.nextMsgId(); expected++) {
                first.put(expected, state.message(expected).orElseThrow());
            }
            first.forEach((id, message) -> {
                assertThat(state.window().roleOf(id)).contains(message.role());
                assertThat(state.message(id).map(WindowProjectionTest::identity)).isEqualTo(
                        state.window().isFolded(id) ? Optional.empty() : Optional.of(identity(message)));
            });
        }
        assertThat(history.state().messages().stream().filter(Numbered.class::isInstance).map(message -> ((Numbered) message).msgId())).isSorted();
    }

    /** Numbers, call ids and tool names. */
    private static List<Object> identity(Numbered message) {
        return switch (message) {
            case Assistant said -> List.of(said.seq(), said.msgId(), said.calls().stream().map(call -> call.id() + " " + call.name()).toList());
            case Tool tool -> List.of(tool.seq(), tool.msgId(), tool.invokingMsgId(), tool.callId(), tool.tool());
        };
    }

    @Property
    void what_is_neither_pruned_nor_cut_stands_in_the_window_as_it_was_recorded(@ForAll("histories") History history) {
        ContextState state = history.state();
        for (OriginalMessage original : history.originals()) {
            Numbered recorded = WindowMessages.numbered(original);
            if (!state.isPruned(recorded.msgId()) && !state.window().isCut(recorded.msgId())) {
                assertThat(state.message(recorded.msgId())).contains(recorded);
            }
        }
    }

    @Property
    void of_a_folded_exchange_nothing_is_sent(@ForAll("histories") History history) {
        assertThat(projection.project(history.terms(), history.state())).noneMatch(message -> message.source() instanceof Numbered numbered
                && history.state().window().isFolded(numbered.msgId()));
    }

    @Property
    void there_is_one_notice_at_most_and_it_is_the_last(@ForAll("histories") History history) {
        var given = history.events().stream().map(RecordedEvent::event).filter(NoticeGiven.class::isInstance).map(event -> ((NoticeGiven) event).content()).toList();

        assertThat(history.state().messages().stream().filter(WindowMessage.Notice.class::isInstance).map(message -> ((WindowMessage.Notice) message).content()))
                .isEqualTo(given.isEmpty() ? List.of() : List.of(given.getLast()));
    }

    @Property
    void a_result_carries_its_ids_pruned_or_not(@ForAll("histories") History history) {
        for (ProjectedMessage message : projection.project(history.terms(), history.state())) {
            if (message.source() instanceof Tool tool) {
                JsonNode sent = JSON.readTree(((ToolExecutionResultMessage) message.message()).text());
                assertThat(sent.get("msg_id").intValue()).isEqualTo(tool.msgId());
                assertThat(sent.get("msg_id(invoking_assistant)").intValue()).isEqualTo(tool.invokingMsgId());
            }
        }
    }

    @Property
    void a_stub_keeps_ids_call_ids_and_tool_names_and_is_the_wire_constant(@ForAll("histories") History history) {
        for (ProjectedMessage message : projection.project(history.terms(), history.state())) {
            boolean pruned = message.source() instanceof Numbered numbered && history.state().isPruned(numbered.msgId());
            assertThat(message.pruned()).isEqualTo(pruned);
            if (!pruned) {
                continue;
            }
            switch (message.source()) {
                case Tool tool -> {
                    var sent = (ToolExecutionResultMessage) message.message();
                    assertThat(sent.id()).isEqualTo(tool.callId());
                    String progress = tool.result().containsKey("reading_progress") ? ", \"reading_progress\": \"1/3\"" : "";
                    assertThat(sent.text()).isEqualTo("{\"msg_id\": " + tool.msgId() + ", \"msg_id(invoking_assistant)\": " + tool.invokingMsgId()
                            + ", \"status\": \"success\", \"message\": \"Content has been deleted to save space.\", \"original_tool\": \""
                            + tool.tool() + "\"" + progress + "}");
                }
                case Assistant assistant -> {
                    var sent = (AiMessage) message.message();
                    assertThat(sent.toolExecutionRequests()).extracting(ToolExecutionRequest::id)
                            .isEqualTo(assistant.calls().stream().map(Call::id).toList());
                    assertThat(sent.toolExecutionRequests()).extracting(ToolExecutionRequest::name)
                            .isEqualTo(assistant.calls().stream().map(Call::name).toList());
                    assertThat(sent.toolExecutionRequests()).extracting(ToolExecutionRequest::arguments)
                            .allMatch("{\"message\": \"Content has been deleted to save space.\"}"::equals);
                    boolean kept = history.terms().keepAssistantText() && !assistant.calls().isEmpty();
                    assertThat(sent.text()).isEqualTo(kept ? (assistant.text() == null ? "" : assistant.text().strip())
                            : "Content has been deleted to save space.");
                }
                default -> throw new AssertionError("pruned: " + message.source());
            }
        }
    }

    @Property
    void system_and_user_messages_are_never_stubs(@ForAll("histories") History history) {
        List<ProjectedMessage> window = projection.project(history.terms(), history.state());

        assertThat(window.getFirst().message()).isEqualTo(SystemMessage.from(history.terms().systemPrompt()));
        assertThat(window).filteredOn(message -> message.message() instanceof UserMessage || message.message() instanceof SystemMessage)
                .noneMatch(ProjectedMessage::pruned);
        assertThat(window.stream().map(ProjectedMessage::source).filter(WindowMessage.User.class::isInstance).map(user -> ((WindowMessage.User) user).content()))
                .containsExactlyElementsOf(history.events().stream().map(RecordedEvent::event).filter(UserSpoke.class::isInstance)
                        .map(event -> ((UserSpoke) event).content()).toList());
    }

    @Property
    void folding_a_prefix_and_then_the_rest_is_folding_all(@ForAll("histories") History history, @ForAll @IntRange(min = 0, max = 100) int percent) {
        int cut = history.events().size() * percent / 100;
        ContextState stepwise = ContextState.fold(history.events().subList(0, cut));
        history.events().subList(cut, history.events().size()).forEach(stepwise::apply);
        ContextState whole = ContextState.fold(history.events());

        assertThat(projection.project(history.terms(), stepwise)).isEqualTo(projection.project(history.terms(), whole))
                .isEqualTo(projection.project(history.terms(), history.state()));
        assertThat(stepwise).usingRecursiveComparison().isEqualTo(whole);
        assertThat(stepwise.notes()).isEqualTo(whole.notes());
        assertThat(stepwise.scan()).isEqualTo(whole.scan());
        assertThat(stepwise.index()).isEqualTo(whole.index());
        assertThat(stepwise.documents()).isEqualTo(whole.documents());
        assertThat(stepwise.searchedKeywords()).isEqualTo(whole.searchedKeywords());
        assertThat(stepwise.pendingCalls()).isEqualTo(whole.pendingCalls());
    }

    @Property
    void projecting_changes_nothing_and_gives_the_same_again(@ForAll("histories") History history) {
        List<WindowMessage> before = List.copyOf(history.state().messages());
        var first = projection.project(history.terms(), history.state());

        assertThat(new WindowProjection().project(history.terms(), history.state())).isEqualTo(first);
        assertThat(history.state().messages()).isEqualTo(before);
    }

    @Property
    void what_is_remembered_in_a_state_is_what_would_be_written_anew_after_each_event(@ForAll("histories") History history) {
        var state = new ContextState();
        StandingEvents.of(history.events()).forEach(event -> {
            state.apply(event);
            if (state.run().isPresent()) {
                assertThat(WindowProjection.remembering(state).project(history.terms(), state)).isEqualTo(projection.project(history.terms(), state));
            }
        });
    }

    @Property
    void messages_count_as_counted_anew_after_each_event_also_by_another_tokenizer(@ForAll("histories") History history) {
        var state = new ContextState();
        List<Tokenizer> tokenizers = List.of(new WhitespaceTokenizer(), new ByCharacters());
        StandingEvents.of(history.events()).forEach(event -> {
            state.apply(event);
            if (state.run().isPresent()) {
                List<ProjectedMessage> window = projection.project(history.terms(), state);
                tokenizers.forEach(tokenizer -> assertThat(new WindowMeter(tokenizer, List.of()).remembering(state).tokens(window))
                        .isEqualTo(new WindowMeter(tokenizer, List.of()).tokens(window)));
            }
        });
    }

    @Property(tries = 50)
    void a_stub_with_another_summary_counts_what_it_says(@ForAll("histories") History history, @ForAll @IntRange(min = 1, max = 30) int words) {
        ContextState state = history.state();
        var meter = new WindowMeter(new WhitespaceTokenizer(), List.of()).remembering(state);
        state.messages().stream().filter(Numbered.class::isInstance).map(Numbered.class::cast).forEach(message -> {
            meter.tokens(projection.stub(message, history.terms(), "short"));
            ProjectedMessage longer = projection.stub(message, history.terms(), "word ".repeat(words));
            assertThat(meter.tokens(longer)).isEqualTo(new WindowMeter(new WhitespaceTokenizer(), List.of()).tokens(longer));
        });
    }

    @Test
    void what_a_message_counts_is_counted_once_for_all_runs_that_a_state_is_kept_for() {
        var state = new ContextState();
        var counting = new ByCharacters();
        var message = projection.whole(new Tool(7, 3, 2, "call_1", "tide", new LinkedHashMap<>(Map.of("meters", 1.4))));

        int first = new WindowMeter(counting, List.of()).remembering(state).tokens(List.of(message));
        int asked = counting.asked;
        assertThat(new WindowMeter(counting, List.of()).remembering(state).tokens(List.of(message))).isEqualTo(first);
        assertThat(counting.asked).isEqualTo(asked).isPositive();
    }

    private static final class ByCharacters implements Tokenizer {
        private int asked;

        @Override
        public String id() {
            return "characters";
        }

        @Override
        public int count(String text) {
            asked++;
            return text.length();
        }

        @Override
        public TokenOffsets tokenize(String text) {
            throw new UnsupportedOperationException();
        }
    }

    @Property(tries = 20)
    void a_message_is_written_once_for_all_runs_that_a_state_is_kept_for(@ForAll("histories") History history) {
        List<ProjectedMessage> before = WindowProjection.remembering(history.state()).project(history.terms(), history.state());
        List<ProjectedMessage> after = WindowProjection.remembering(history.state()).project(history.terms(), history.state());

        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).source() instanceof Numbered && !before.get(i).pruned()) {
                assertThat(after.get(i)).isSameAs(before.get(i));
            }
        }
    }

    @Property
    void the_notes_stand_in_the_first_user_message_alone_and_are_those_of_the_book(@ForAll("histories") History history) {
        NoteBook book = NoteBook.empty();
        for (RecordedEvent event : history.events()) {
            book = switch (event.event()) {
                case NoteWritten note -> book.with(new Note(note.key(), note.summary(), note.content()));
                case NoteDeleted note -> book.without(note.key());
                default -> book;
            };
        }
        var users = messages(history).stream().filter(UserMessage.class::isInstance).map(message -> ((UserMessage) message).singleText()).toList();

        assertThat(users.getFirst()).isEqualTo("What grows on the ridge?\n\n<external_memory>\n## Available Notes\n" + book.summaryLines()
                + "\n</external_memory>");
        assertThat(users.subList(1, users.size())).noneMatch(text -> text.contains("<external_memory>"));
    }

    @Property
    void arguments_are_sent_as_they_were_written_or_else_as_an_object_that_quotes_them(@ForAll("histories") History history) {
        for (ProjectedMessage message : projection.project(history.terms(), history.state())) {
            if (message.source() instanceof Assistant assistant && !message.pruned()) {
                for (int i = 0; i < assistant.calls().size(); i++) {
                    String written = assistant.calls().get(i).arguments();
                    String sent = ((AiMessage) message.message()).toolExecutionRequests().get(i).arguments();
                    JsonNode parsed = JSON.readTree(sent);
                    assertThat(parsed.isObject()).as(sent).isTrue();
                    if (isObject(written)) {
                        assertThat(sent).isEqualTo(written);
                    } else if (written.isBlank()) {
                        assertThat(sent).isEqualTo("{}");
                    } else {
                        assertThat(parsed.get("malformed_arguments").stringValue()).isEqualTo(written);
                    }
                }
            }
        }
    }

    @Property
    void every_turn_that_says_something_is_sent_and_no_empty_one(@ForAll("histories") History history) {
        List<WindowMessage> expected = new ArrayList<>(history.state().messages());
        expected.removeIf(message -> message instanceof Assistant said && said.calls().isEmpty() && (said.text() == null || said.text().isBlank()));

        assertThat(projection.project(history.terms(), history.state()).stream().skip(1).map(ProjectedMessage::source))
                .containsExactlyElementsOf(expected);
    }

    private List<ChatMessage> messages(History history) {
        return projection.project(history.terms(), history.state()).stream().map(ProjectedMessage::message).toList();
    }

    private static boolean isObject(String text) {
        try {
            return JSON.readTree(text).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }
}
