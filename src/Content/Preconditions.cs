using Weft.Http;

namespace Weft.Content;

/// <summary>The conditions under which a request wants its answer, in the order of RFC 9110 §13.2.2.</summary>
internal static class Preconditions
{
    /// <summary>Evaluates them against the selected representation.</summary>
    /// <returns>OK to go on; Precondition Failed or Not Modified to stop.</returns>
    public static Status Evaluate(in Request request, Representation selected)
    {
        // 1. and 2. Must it still be the one I know?
        if (request.Has(Field.IfMatch))
        {
            if (!Matches(request.Lines(Field.IfMatch), selected, isWeak: false))
                return Status.PreconditionFailed;
        }
        else if (TryGetDate(in request, Field.IfUnmodifiedSince, out DateTime unmodified) && selected.LastModified > unmodified)
        {
            return Status.PreconditionFailed;
        }

        // 3. and 4. Is it still the one I have? A date in the future is no reason to send it again.
        if (request.Has(Field.IfNoneMatch))
        {
            if (Matches(request.Lines(Field.IfNoneMatch), selected, isWeak: true))
                return Status.NotModified;
        }
        else if (TryGetDate(in request, Field.IfModifiedSince, out DateTime modified) && selected.LastModified <= modified)
        {
            return Status.NotModified;
        }

        return Status.Ok;
    }

    /// <summary>
    /// 5. Is the part I have a part of this one? Then the rest will do, else I want all of it. Only what is certain to be
    /// the same, byte for byte, counts: a strong tag, or exactly the date that was sent (RFC 9110 §13.1.5). Two validators
    /// are none.
    /// </summary>
    public static bool AllowRanges(in Request request, Representation selected)
    {
        if (!request.Lines(Field.IfRange).MoveNext())
            return true;
        ReadOnlySpan<byte> validator = request[Field.IfRange];
        if (validator is [(byte)'"', ..])
            return validator.SequenceEqual(selected.EntityTag);
        return TryGetDate(in request, Field.IfRange, out DateTime date)
            && date == selected.LastModified
            && IsStrong(date, in request);
    }

    // Within the second that a date names the file may change once more, and the date of a file of a time to come is made up
    // (RFC 9110 §8.8.2.2).
    private static bool IsStrong(DateTime date, in Request request) => request.Clock.Utc - date >= TimeSpan.FromSeconds(1);

    private static bool Matches(FieldLines lines, Representation selected, bool isWeak)
    {
        foreach (ReadOnlySpan<byte> line in lines)
        {
            if (EntityTagList.Matches(line, selected.EntityTag, isWeak))
                return true;
        }
        return false;
    }

    /// <summary>A date that is none, or that comes twice, is ignored (RFC 9110 §13.1.3).</summary>
    private static bool TryGetDate(in Request request, Field field, out DateTime date)
    {
        date = default;
        return request.Has(field) && HttpDate.TryParse(request[field], request.Clock.Utc, out date);
    }
}
