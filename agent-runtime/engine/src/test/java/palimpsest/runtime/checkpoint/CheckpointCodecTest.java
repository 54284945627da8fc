package palimpsest.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import palimpsest.runtime.context.AnyHistory;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.History;
import palimpsest.runtime.context.WindowProjection;

class CheckpointCodecTest {

    private final CheckpointCodec codec = new CheckpointCodec();

    @Provide
    Arbitrary<History> histories() {
        return AnyHistory.whole();
    }

    @Property(tries = 300)
    void folding_a_checkpoint_and_the_events_after_it_is_folding_all(@ForAll("histories") History history, @ForAll @IntRange(min = 0, max = 100) int percent) {
        int cut = history.events().size() * percent / 100;
        ContextState opened = codec.decode(codec.encode(ContextState.fold(history.events().subList(0, cut))));
        history.events().subList(cut, history.events().size()).forEach(opened::apply);

        assertThat(opened).usingRecursiveComparison().isEqualTo(history.state());
        assertThat(new WindowProjection().project(history.terms(), opened)).isEqualTo(new WindowProjection().project(history.terms(), history.state()));
    }

    @Example
    void every_field_of_the_state_has_a_part_in_the_version() {
        assertThat(StateShape.shape()).containsKey(ContextState.class.getName());
        assertThat(StateShape.shape().values()).anyMatch(fields -> fields.contains("lastSeq")).anyMatch(fields -> fields.contains("refusalsInARow"))
                .anyMatch(fields -> fields.contains("cachedPriceRatio"));
        assertThat(codec.version()).isEqualTo(new CheckpointCodec().version()).matches("\\d+-[0-9a-f]{16}");
    }
}
