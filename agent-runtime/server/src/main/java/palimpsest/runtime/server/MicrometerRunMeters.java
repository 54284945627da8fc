package palimpsest.runtime.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import palimpsest.runtime.observe.RunMeters;

/** Counts in a registry of Micrometer. */
final class MicrometerRunMeters implements RunMeters {

    /** The boundaries that OpenTelemetry's GenAI conventions give for token usage. */
    private static final double[] TOKENS = {1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864};

    private final MeterRegistry registry;
    private final Counter prunes;
    private final Counter saved;

    MicrometerRunMeters(MeterRegistry registry) {
        this.registry = registry;
        this.prunes = Counter.builder("palimpsest.prunes").description("Messages that left the window").register(registry);
        this.saved = Counter.builder("palimpsest.tokens.saved").description("Tokens that prunes took out of the window").register(registry);
    }

    @Override
    public void tokens(String provider, String model, String type, int tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage").description("Tokens of a model call, as reported").serviceLevelObjectives(TOKENS)
                .tags("gen_ai.operation.name", "chat", "gen_ai.provider.name", provider, "gen_ai.request.model", model, "gen_ai.token.type", type)
                .register(registry).record(tokens);
    }

    @Override
    public void pruned(int tokensSaved) {
        prunes.increment();
        // a stub can be longer than the message that it stands for
        saved.increment(Math.max(0, tokensSaved));
    }

    @Override
    public void ended(String outcome) {
        Counter.builder("palimpsest.runs").description("Runs that ended").tag("outcome", outcome).register(registry).increment();
    }
}
