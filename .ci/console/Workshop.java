import com.stateset.sequencer.cli.projections.Inventory;
import com.stateset.sequencer.cli.projections.OrderTotals;
import com.stateset.sequencer.projection.FailurePolicy;
import com.stateset.sequencer.projection.Projection;
import com.stateset.sequencer.projection.ProjectionOptions;
import com.stateset.sequencer.projection.runner.ProjectionRunner;
import com.stateset.sequencer.projection.runner.Projections;
import com.stateset.sequencer.sqlite.SqliteEventStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens beside the server, in a process of its own: projections are run, which put aside what they cannot apply; and each line of the
 * standard input is a statement that somebody runs on the event file behind the server's back.
 */
public final class Workshop {

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        ProjectionOptions options = ProjectionOptions.defaults()
                .failures(FailurePolicy.park().attempts(2).pauses(Duration.ofMillis(10), Duration.ofMillis(10)));
        List<ProjectionRunner> runners = new ArrayList<>();
        try (SqliteEventStore store = SqliteEventStore.open(file);
                Connection behind = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=10000");
                Statement statement = behind.createStatement()) {
            for (Projection projection : List.of(new Inventory(), new OrderTotals())) {
                runners.add(Projections.of(store).run(projection, options));
            }
            System.out.println("ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String sql = in.readLine(); sql != null; sql = in.readLine()) {
                System.out.println(statement.executeUpdate(sql) + " changed");
            }
            runners.forEach(ProjectionRunner::close);
        }
    }

    private Workshop() {}
}
