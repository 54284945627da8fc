package palimpsest.runtime.cli;

import java.util.List;
import java.util.ServiceLoader;

/** Commands that another jar adds to the command line; found by {@link ServiceLoader}. */
public interface CommandSource {

    /** Objects of classes with picocli's {@code @Command}, in the order in which help lists them. */
    List<Object> commands();
}
