package palimpsest.runtime.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.springframework.boot.WebApplicationType;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command on what one tenant has: where the data is, whose it is, and the two forms of output.
 *
 * @param <S> the service that works on it
 */
abstract class TenantCommand<S> implements Callable<Integer> {

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose data (default: palimpsest.tenant).")
    private String tenant;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Mixin
    private DataOptions data;

    private final Class<S> service;

    TenantCommand(Class<S> service) {
        this.service = service;
    }

    abstract int work(S service, String tenant);

    @Override
    public Integer call() {
        try (var context = DataOptions.start(WebApplicationType.NONE, data.quietProperties())) {
            return work(context.getBean(service), tenant == null ? context.getBean(PalimpsestProperties.class).tenant() : tenant);
        }
    }

    /** As JSON where that is asked for, in lines otherwise. */
    <T> int print(T found, Function<T, List<String>> lines) {
        if (json) {
            System.out.println(Output.json(found));
        } else {
            lines.apply(found).forEach(System.out::println);
        }
        return 0;
    }
}
