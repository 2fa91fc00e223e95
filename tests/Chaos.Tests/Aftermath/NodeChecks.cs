using System.Globalization;
using System.Net;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Nodes that went through the chaos are ready and have piled nothing up.</summary>
internal sealed class NodeChecks(ChaosWorld world, Database database, Violations violations, Figures figures)
{
    // Idle nodes have about 200 handles and 40 threads; a leak for each fault or call passes these.
    private const int MostHandles = 700;
    private const int MostThreads = 200;

    // Of a node's pool, the direct connection beside it, and this test's own.
    private const int MostConnections = (3 * 32) + 10;

    public async Task CheckAsync()
    {
        foreach (var node in world.Nodes)
        {
            using var ready = await node.Http.GetAsync("health/ready");
            if (ready.StatusCode is not HttpStatusCode.OK)
            {
                violations.Add(Invariant.NodesAreSound, $"{node.Name} answers {(int)ready.StatusCode} to readiness: {await ready.Content.ReadAsStringAsync()}");
            }

            Check(node.Name, "handles", Directory.GetFileSystemEntries($"/proc/{node.Process.Id}/fd").Length, MostHandles);
            Check(node.Name, "threads", Directory.GetDirectories($"/proc/{node.Process.Id}/task").Length, MostThreads);
        }

        var connections = await database.ReadAsync("select count(*) from pg_stat_activity where datname = current_database()");
        Check("PostgreSQL", "connections", int.Parse(connections[0], CultureInfo.InvariantCulture), MostConnections);
    }

    private void Check(string who, string what, int count, int most)
    {
        figures.Add($"{what} at the end", who, count);
        if (count > most)
        {
            violations.Add(Invariant.NodesAreSound, $"{who} has {count} {what}, more than {most}");
        }
    }
}
