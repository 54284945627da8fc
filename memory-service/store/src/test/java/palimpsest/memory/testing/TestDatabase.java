package palimpsest.memory.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;
import palimpsest.memory.database.Schema;
import palimpsest.postgres.LocalPostgres;
import palimpsest.postgres.LocalPostgresOptions;

/**
 * The real database that tests run on, migrated, one for the JVM: a database of its own on the {@link TestServer} when
 * one is configured, or else an embedded one in a temporary folder, unpacked from one that was migrated before. Either is gone when the JVM ends.
 * Tests keep apart by {@link #newTenant()}. As an extension it hands itself to test methods and constructors;
 * where extensions do not reach (jqwik), use {@link #shared()}.
 */
public final class TestDatabase {

    /**
     * What makes a start cheap: the databases that nothing connects to are half of the files, and each start clears all of its buffers. Tests of the
     * defaults of an embedded database start from no template of this class.
     */
    private static final List<String> SMALLER = List.of("update pg_database set datistemplate = false", "drop database template0", "drop database template1",
            "alter system set shared_buffers = '16MB'");

    private final DataSource dataSource;
    private final String jdbcUrl;

    private TestDatabase(DataSource dataSource, String jdbcUrl) {
        this.dataSource = dataSource;
        this.jdbcUrl = jdbcUrl;
    }

    /** Resolves parameters of type {@link TestDatabase}. */
    public static final class Injected implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestDatabase.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return shared();
        }
    }

    private static final class Holder {
        static final TestDatabase DATABASE = start();
    }

    public static TestDatabase shared() {
        return Holder.DATABASE;
    }

    private static TestDatabase start() {
        String url = TestServer.configured().map(server -> migrated(server.database("memory"))).orElseGet(TestDatabase::embedded);
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        var pool = new HikariDataSource(config);
        Runtime.getRuntime().addShutdownHook(new Thread(pool::close));
        return new TestDatabase(pool, url);
    }

    private static String migrated(String url) {
        Schema.migrate(url, null, null);
        return url;
    }

    private static String embedded() {
        try {
            Path folder = Files.createTempDirectory("palimpsest-test-postgres");
            LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(folder).withTemplate(packed()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                postgres.close();
                FileSystemUtils.deleteRecursively(folder.toFile());
            }));
            return postgres.jdbcUrl();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A packed embedded database with all tables and nothing in them, for {@code palimpsest.database.template}: an application whose first migration is
     * not what a test is about starts from it in less time. The first JVM of a build migrates and packs it.
     */
    public static Path packed() {
        try {
            Path template = template();
            if (!Files.exists(template)) {
                Path folder = Files.createTempDirectory("palimpsest-test-template");
                try (LocalPostgres empty = LocalPostgres.start(LocalPostgresOptions.in(folder))) {
                    DataSource database = new DriverManagerDataSource(migrated(empty.jdbcUrl()));
                    SMALLER.forEach(statement -> JdbcClient.create(database).sql(statement).update());
                }
                LocalPostgres.pack(folder, template);
                FileSystemUtils.deleteRecursively(folder);
            }
            return template;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the build folder of the whole project, by what it is made of: the migrations, the files of the embedded database and what makes it smaller. */
    private static Path template() throws IOException {
        Path project = Path.of("").toAbsolutePath();
        while (project.getParent() != null && Files.exists(project.getParent().resolve("pom.xml"))) {
            project = project.getParent();
        }
        var resolver = new PathMatchingResourcePatternResolver();
        List<Resource> parts = new ArrayList<>(List.of(resolver.getResources("classpath*:palimpsest/migration/*.sql")));
        parts.sort(Comparator.comparing(Resource::getFilename));
        parts.add(resolver.getResource("classpath:palimpsest/postgres/runtime/index"));
        var contents = new ByteArrayOutputStream();
        for (Resource part : parts) {
            contents.write(part.getContentAsByteArray());
        }
        contents.write(String.join(";", SMALLER).getBytes(StandardCharsets.UTF_8));
        return project.resolve("target").resolve("test-database-" + DigestUtils.md5DigestAsHex(contents.toByteArray()) + ".gz");
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** A tenant that nobody else uses. */
    public String newTenant() {
        return "tenant-" + UUID.randomUUID();
    }
}
