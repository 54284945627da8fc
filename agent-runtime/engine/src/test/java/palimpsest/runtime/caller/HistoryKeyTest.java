package palimpsest.runtime.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.history.HistoryMessage;
import palimpsest.runtime.history.HistoryMessage.Assistant;
import palimpsest.runtime.history.HistoryMessage.Result;
import palimpsest.runtime.history.HistoryMessage.SystemText;
import palimpsest.runtime.history.HistoryMessage.UserText;

class HistoryKeyTest {

    private static final HistoryKey START = HistoryKey.of("");

    @Provide
    Arbitrary<List<HistoryMessage>> histories() {
        Arbitrary<String> texts = Arbitraries.of("a", "b", "ab", "", "1:a", "a\nb");
        Arbitrary<HistoryMessage> user = texts.map(UserText::new);
        Arbitrary<HistoryMessage> result = texts.map(text -> new Result("call", text));
        Arbitrary<List<Call>> calls = Combinators.combine(texts, Arbitraries.of("{}", "{\"a\":1}", "nonsense")).as((name, arguments) -> new Call("id", name, arguments))
                .list().ofMaxSize(2);
        Arbitrary<HistoryMessage> said = Combinators.combine(texts, calls).as(Assistant::new);
        return Arbitraries.oneOf(user, said, result).list().ofMaxSize(5);
    }

    @Property(tries = 500)
    void the_key_of_a_whole_follows_from_the_key_of_its_beginning(@ForAll("histories") List<HistoryMessage> history, @ForAll("histories") List<HistoryMessage> more) {
        var whole = new ArrayList<>(history);
        whole.addAll(more);
        assertThat(START.with(whole)).isEqualTo(START.with(history).with(more));
    }

    @Property(tries = 500)
    void different_histories_have_different_keys(@ForAll("histories") List<HistoryMessage> one, @ForAll("histories") List<HistoryMessage> other) {
        assertThat(START.with(one).equals(START.with(other))).isEqualTo(one.equals(other));
    }

    @Example
    void what_clients_change_on_the_way_back_is_no_part_of_it() {
        HistoryKey key = START.with(List.of(new UserText("Hello\nthere"), new Assistant("Hi", List.of(new Call("call_1", "f", "{\"a\": 1, \"b\": [2]}"))), new Result("call_1", "x")));
        assertThat(START.with(List.of(new SystemText("It is noon."), new UserText(" Hello\r\nthere \n"),
                new Assistant("Hi ", List.of(new Call("other", "f", "{\"b\":[2],\"a\":1}"))), new Result("other", "x")))).isEqualTo(key);
        assertThat(START.with(new Assistant(null, List.of()))).isEqualTo(START.with(new Assistant("", List.of())));
    }

    @Example
    void another_scope_is_another_key() {
        assertThat(HistoryKey.of("").with("a", "b")).isNotEqualTo(HistoryKey.of("").with("ab", "")).isNotEqualTo(HistoryKey.of("").with("a", null));
        assertThat(HistoryKey.of("x")).isNotEqualTo(START);
        assertThat(START.value()).matches("[0-9a-f]{64}");
    }
}
