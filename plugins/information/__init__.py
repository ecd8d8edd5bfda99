"""Information: what the regency tells (announcements, pages, numbers, agencies), and what people think of its services (SKM)."""
