package palimpsest.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import palimpsest.memory.text.WhitespaceTokenizer;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Numbered;
import palimpsest.runtime.context.WindowMessage.User;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.WindowEvent.MessagePruned;

@PropertyDefaults(tries = 300)
class WindowEvictorTest {

    private static final List<String> ORDER = List.of("read text, noted since", "oldest tool result", "oldest assistant message", "restored message");

    private final WindowProjection projection = new WindowProjection();
    private final WindowEvictor evictor = new WindowEvictor(projection);

    @Provide
    Arbitrary<History> histories() {
        return AnyHistory.whole();
    }

    private static WindowMeter meter() {
        return new WindowMeter(new WhitespaceTokenizer(), List.of());
    }

    private int measured(History history, ContextState state) {
        return meter().tokens(projection.project(history.terms(), state));
    }

    @Property
    void the_window_is_the_sum_of_its_messages(@ForAll("histories") History history) {
        var window = projection.project(history.terms(), history.state());
        var meter = meter();

        assertThat(meter.tokens(window)).isEqualTo(window.stream().mapToInt(message -> meter().tokens(message.message())).sum())
                .isEqualTo(window.stream().mapToInt(meter::tokens).sum());
    }

    @Property
    void what_is_saved_is_what_a_new_measurement_finds(@ForAll("histories") History history, @ForAll @IntRange(min = 0, max = 1500) int limit) {
        int before = measured(history, history.state());
        List<MessagePruned> prunes = evictor.choose(history.terms(), history.state(), meter(), limit);
        ContextState after = ContextState.fold(history.events());
        for (MessagePruned prune : prunes) {
            after.apply(new RecordedEvent(History.CONVERSATION, after.lastSeq() + 1, null, Instant.EPOCH, prune));
        }

        int predicted = before - prunes.stream().mapToInt(MessagePruned::tokensSaved).sum();
        assertThat(measured(history, after)).isEqualTo(predicted);
        if (before <= limit) {
            assertThat(prunes).isEmpty();
        } else if (predicted <= limit) {
            assertThat(predicted + prunes.getLast().tokensSaved()).as("without the last prune").isGreaterThan(limit);
        } else {
            assertThat(evictor.choose(history.terms(), after, meter(), limit)).as("what else could be pruned").isEmpty();
        }
        assertThat(prunes).allMatch(prune -> prune.tokensSaved() > 0 && prune.by().equals("runtime"));
    }

    @Property
    void nothing_of_the_last_exchange_is_chosen_and_nothing_twice(@ForAll("histories") History history) {
        var chosen = ids(evictor.choose(history.terms(), history.state(), meter(), 0));

        assertThat(new HashSet<>(chosen)).hasSameSizeAs(chosen);
        assertThat(chosen).noneMatch(history.state()::isPruned).noneMatch(lastExchange(history.state())::contains);
    }

    @Property
    void the_stated_order_is_kept_oldest_first(@ForAll("histories") History history, @ForAll @IntRange(min = 0, max = 1500) int limit) {
        var prunes = evictor.choose(history.terms(), history.state(), meter(), limit);

        assertThat(prunes).extracting(prune -> ORDER.indexOf(prune.reason())).isSorted().doesNotContain(-1);
        for (String reason : ORDER) {
            assertThat(prunes.stream().filter(prune -> prune.reason().equals(reason)).map(MessagePruned::msgId).toList()).isSorted();
        }
        for (MessagePruned prune : prunes) {
            String expected = prune.reason().equals("oldest assistant message") ? "assistant" : "tool";
            assertThat(prune.role()).isEqualTo(prune.reason().equals("restored message") ? prune.role() : expected).isEqualTo(history.state().message(prune.msgId()).orElseThrow().role());
        }
    }

    @Example
    void text_that_was_noted_goes_before_older_results() {
        var history = new History(History.terms(2000, false)).ask("question")
                .call("analyzeText", "{}").answer("content", "long ".repeat(50))
                .call("readChunk", "{}").answer("content", "long ".repeat(50))
                .call("note", "{}").answer("status", "success")
                .call("readChunk", "{}").answer("content", "long ".repeat(50))
                .call("checkBudget", "{}").answer("conv_rounds", 1);

        assertThat(ids(evictor.choose(history.terms(), history.state(), meter(), 0))).startsWith(4, 2, 8);
    }

    @Example
    void a_note_that_failed_notes_nothing() {
        var history = new History(History.terms(2000, false)).ask("question")
                .call("analyzeText", "{}").answer("content", "long ".repeat(50))
                .call("readChunk", "{}").answer("content", "long ".repeat(50))
                .call("note", "{}").answer("error", "key is required.")
                .call("checkBudget", "{}").answer("conv_rounds", 1);

        assertThat(ids(evictor.choose(history.terms(), history.state(), meter(), 0))).startsWith(2, 4);
    }

    @Example
    void all_results_of_a_turn_with_several_calls_belong_to_the_last_exchange() {
        var history = new History(History.terms(2000, false)).ask("question")
                .say(null, List.of(new String[] {"readChunk", "{}"}, new String[] {"readChunk", "{}"}, new String[] {"readChunk", "{}"}))
                .answer("content", "long ".repeat(50)).answer("content", "long ".repeat(50)).answer("content", "long ".repeat(50));

        assertThat(evictor.choose(history.terms(), history.state(), meter(), 0)).isEmpty();
    }

    @Example
    void a_nudge_does_not_push_the_last_exchange_out() {
        var history = new History(History.terms(2000, false)).ask("question")
                .say("long ".repeat(50), List.<String[]>of(new String[] {"readChunk", "{}"})).answer("content", "long ".repeat(50)).nudge("One step is left.");

        assertThat(evictor.choose(history.terms(), history.state(), meter(), 0)).isEmpty();
    }

    @Example
    void a_new_question_sets_everything_before_it_free() {
        var history = new History(History.terms(2000, false)).ask("question").call("readChunk", "{}").answer("content", "long ".repeat(50))
                .fail().ask("next question");

        assertThat(ids(evictor.choose(history.terms(), history.state(), meter(), 0))).contains(2);
    }

    private static List<Integer> ids(List<MessagePruned> prunes) {
        return prunes.stream().map(MessagePruned::msgId).toList();
    }

    /** The model's last message and what came after it; after a new question that question alone. */
    private static Set<Integer> lastExchange(ContextState state) {
        List<Numbered> last = new ArrayList<>();
        for (WindowMessage message : state.messages().reversed()) {
            if (message instanceof User) {
                break;
            }
            if (message instanceof Assistant said && said.calls().isEmpty() && (said.text() == null || said.text().isBlank())) {
                continue;
            }
            if (message instanceof Numbered numbered) {
                last.add(numbered);
            }
            if (message instanceof Assistant) {
                break;
            }
        }
        return last.stream().map(Numbered::msgId).collect(Collectors.toSet());
    }
}
