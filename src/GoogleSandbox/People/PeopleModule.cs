namespace GmailPlatform.GoogleSandbox.People;

internal static class PeopleModule
{
    public static IServiceCollection AddPeople(this IServiceCollection services) => services.AddSingleton<PeopleDirectory>();

    /// <summary>Profile pictures, so that the <c>picture</c> claim leads somewhere without internet.</summary>
    public static void MapPeople(this IEndpointRouteBuilder app) => app.MapGet("/a/{sub}", (string sub, PeopleDirectory people) =>
        people.Find(sub) is { } person ? Results.Content(Avatar.Svg(person), "image/svg+xml") : Results.NotFound());
}
