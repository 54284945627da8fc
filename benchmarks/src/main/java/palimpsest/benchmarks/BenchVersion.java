package palimpsest.benchmarks;

import palimpsest.runtime.wiring.Version;
import picocli.CommandLine.IVersionProvider;

final class BenchVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"Palimpsest " + Version.current()};
    }
}
