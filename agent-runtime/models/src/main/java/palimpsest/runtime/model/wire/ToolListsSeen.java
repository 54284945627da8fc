package palimpsest.runtime.model.wire;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What follows from lists of tools, worked out once for those that were asked for last. The tools of one request and the next are mostly the same objects, which is found
 * out at once: working their schemas out costs more than all else. Safe for several threads.
 *
 * @param <T> never changed once it is worked out
 */
public final class ToolListsSeen<T> {

    private static final int MOST = 64;

    /** Never changed, only replaced. */
    private volatile List<Known<T>> known = List.of();

    private record Known<T>(List<ToolSpecification> tools, T value) {}

    /** @param workOut gives what follows from the tools alone */
    public T of(List<ToolSpecification> tools, Function<List<ToolSpecification>, T> workOut) {
        for (Known<T> one : known) {
            if (one.tools().equals(tools)) {
                return one.value();
            }
        }
        var worked = new Known<>(List.copyOf(tools), workOut.apply(tools));
        known = Stream.concat(Stream.of(worked), known.stream()).limit(MOST).toList();
        return worked.value();
    }
}
