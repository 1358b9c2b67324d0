using Weft.Http;

namespace Weft.Content;

/// <summary>The preconditions of a request, in the order in which RFC 9110 §13.2.2 evaluates them.</summary>
internal static class Preconditions
{
    /// <summary>Evaluates them against the selected representation.</summary>
    /// <returns>OK to go on; Precondition Failed or Not Modified to stop.</returns>
    public static Status Evaluate(in Request request, Representation selected)
    {
        // 1. and 2. The client wants the answer only if the file is still the one it knows.
        if (request.Has(Field.IfMatch))
        {
            if (!Matches(request.Lines(Field.IfMatch), selected, isWeak: false))
                return Status.PreconditionFailed;
        }
        else if (TryGetDate(in request, Field.IfUnmodifiedSince, out DateTime unmodified) && selected.LastModified > unmodified)
        {
            return Status.PreconditionFailed;
        }

        // 3. and 4. The client needs no content if it already has this file. A date in the future counts too.
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
    /// 5. If-Range: the client has a part of the file. It gets the ranges it asks for if the file is still the same, else the
    /// whole file. Only a validator that proves equal bytes counts: a strong tag, or exactly the date that was sent
    /// (RFC 9110 §13.1.5). A repeated If-Range never matches.
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

    // A file may change again within the second that its date names. And a file from the future gets the current time as its
    // date. So a date counts only when its second is over (RFC 9110 §8.8.2.2).
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

    /// <summary>Reads a date. A malformed date is ignored, and so is a date that comes twice (RFC 9110 §13.1.3).</summary>
    private static bool TryGetDate(in Request request, Field field, out DateTime date)
    {
        date = default;
        return request.Has(field) && HttpDate.TryParse(request[field], request.Clock.Utc, out date);
    }
}
