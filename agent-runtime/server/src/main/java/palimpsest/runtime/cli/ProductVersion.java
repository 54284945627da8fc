package palimpsest.runtime.cli;

import palimpsest.runtime.wiring.Version;
import picocli.CommandLine.IVersionProvider;

final class ProductVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"Palimpsest " + Version.current()};
    }
}
