using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Domain.Tests.Audit;

public sealed class SignedNoteTests
{
    /// <summary>The key and the note of the documentation of Go's golang.org/x/mod/sumdb/note.</summary>
    private const string Key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string Note = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """;

    [Fact]
    public void A_key_and_a_note_of_another_implementation_are_read_and_written_the_same()
    {
        NoteKey.Parse(Key)!.ToString().Should().Be(Key);
        var note = SignedNote.Parse(Note)!;

        note.ToString().Should().Be(Note);
        note.Text.Should().EndWith("problem is.\n");
        note.Signatures.Should().ContainSingle().Which.Should().BeEquivalentTo(new { KeyName = "PeterNeumann", KeyId = "c74f20a3" });
    }

    [Theory]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AR")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("")]
    public void What_is_no_key_is_refused(string text) => NoteKey.Parse(text).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n- name AAAAAAAA\n")]
    [InlineData("text\n\n— name AAAAAAAA")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    public void What_is_no_signed_note_is_refused(string text) => SignedNote.Parse(text).Should().BeNull();

    [Fact]
    public void A_checkpoint_has_the_text_that_it_is_read_from()
    {
        const string Text = "example.com/log\n15368405\n31JQUq8EyQx5lpqtKRqryJzA+77WD2xmTyuB4uIlXeE=\n";
        Checkpoint.Parse(Text)!.Text.Should().Be(Text);
        Checkpoint.Parse(Text + "an extension\n")!.Size.Should().Be(15368405);
        Checkpoint.Parse("example.com/log\n-1\n31JQUq8EyQx5lpqtKRqryJzA+77WD2xmTyuB4uIlXeE=\n").Should().BeNull();
        Checkpoint.Parse("example.com/log\n1\nAAAA\n").Should().BeNull();
    }
}
