package palimpsest.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The pool that a Boot application has when nothing is configured: ten connections. */
final class Pools {

    private Pools() {}

    static HikariDataSource open(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        return new HikariDataSource(config);
    }
}
